// Tasks that each yield to the others, again and again, on the scheduler for one thread.
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::task::yield_now;

const TURNS: usize = 2_000_000; // of all tasks together

struct Watch {
    unfinished: AtomicUsize,
    began: Mutex<Option<Instant>>,
    ended: Mutex<Option<Instant>>,
}

async fn take_turns(turns: usize, watch: Arc<Watch>) {
    yield_now().await; // by then all tasks have begun
    watch.began.lock().unwrap().get_or_insert_with(Instant::now);
    for _ in 0..turns {
        yield_now().await;
    }
    if watch.unfinished.fetch_sub(1, Relaxed) == 1 {
        *watch.ended.lock().unwrap() = Some(Instant::now());
    }
}

fn main() {
    let tasks: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let turns = TURNS / tasks;
    let watch = Arc::new(Watch {
        unfinished: AtomicUsize::new(tasks),
        began: Mutex::new(None),
        ended: Mutex::new(None),
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let all: Vec<_> =
            (0..tasks).map(|_| tokio::spawn(take_turns(turns, watch.clone()))).collect();
        for task in all {
            task.await.unwrap();
        }
    });
    let began = watch.began.lock().unwrap().unwrap();
    let taken = watch.ended.lock().unwrap().unwrap().duration_since(began);
    println!("time {:.2}", taken.as_nanos() as f64 / (turns * tasks) as f64);
}
