// Tasks are spawned in batches, and awaited, on the scheduler for one thread. Each takes a number
// and gives it back.
use std::time::Instant;

const TASKS: usize = 1_000_000;

async fn work(number: usize) -> usize {
    number
}

async fn run_all(batch: usize) {
    let rounds = TASKS / batch;
    let mut sum = 0;
    let mut tasks = Vec::with_capacity(batch);
    let began = Instant::now();
    for number in 0..rounds {
        tasks.extend((0..batch).map(|_| tokio::spawn(work(number))));
        for task in tasks.drain(..) {
            sum += task.await.unwrap();
        }
    }
    let taken = began.elapsed().as_nanos() as f64;
    assert_eq!(sum, rounds * (rounds - 1) / 2 * batch);
    println!("time {:.2}", taken / (rounds * batch) as f64);
}

fn main() {
    let batch = std::env::args().nth(1).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(run_all(batch));
}
