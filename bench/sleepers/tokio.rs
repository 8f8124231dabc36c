// Tasks that all sleep for a second, on the scheduler for one thread.
use std::time::{Duration, Instant};

fn memory_bytes(what: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() * 1024.0
}

async fn run_all(tasks: usize) {
    let (memory, began) = (memory_bytes("VmRSS"), Instant::now());
    let all: Vec<_> =
        (0..tasks).map(|_| tokio::spawn(tokio::time::sleep(Duration::from_secs(1)))).collect();
    for task in all {
        task.await.unwrap();
    }
    println!("time {:.2}", (began.elapsed().as_secs_f64() - 1.0) * 1e3);
    println!("bytes {:.0}", (memory_bytes("VmHWM") - memory) / tasks as f64);
}

fn main() {
    let tasks = std::env::args().nth(1).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(run_all(tasks));
}
