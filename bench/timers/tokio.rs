// Tasks that sleep until a time each, on the scheduler for one thread; half of them are aborted.
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::{Duration, Instant};
use tokio::time::sleep_until;

const ROUNDS: usize = 3; // behind the first, which brings the memory
const EARLIEST: Duration = Duration::from_millis(50);
const LATEST: Duration = Duration::from_millis(100);

fn memory_bytes(what: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() * 1024.0
}

async fn run_round(delays: &[Duration]) -> Duration {
    let began = Instant::now();
    let tasks: Vec<_> =
        delays.iter().map(|delay| tokio::spawn(sleep_until((began + *delay).into()))).collect();
    tokio::task::yield_now().await; // each has its first turn, and is among the timers
    for task in tasks.iter().skip(1).step_by(2) {
        task.abort();
    }
    let taken = began.elapsed();
    let left = (LATEST + Duration::from_millis(2)).checked_sub(taken);
    std::thread::sleep(left.unwrap_or_default());
    let expiring = Instant::now();
    for task in tasks {
        let _ = task.await; // of those that were aborted, that they were
    }
    taken + expiring.elapsed()
}

async fn run_all(count: usize) {
    let chance = RandomState::new();
    let random = |i| {
        let mut hasher = chance.build_hasher();
        hasher.write_usize(i);
        hasher.finish() as f64 / u64::MAX as f64
    };
    let delays: Vec<_> =
        (0..count).map(|i| EARLIEST + (LATEST - EARLIEST).mul_f64(random(i))).collect();
    let memory = memory_bytes("VmRSS");
    run_round(&delays).await;
    let mut taken = Duration::ZERO;
    for _ in 0..ROUNDS {
        taken += run_round(&delays).await;
    }
    println!("time {:.2}", taken.as_nanos() as f64 / (ROUNDS * count) as f64);
    println!("bytes {:.0}", (memory_bytes("VmHWM") - memory) / count as f64);
}

fn main() {
    let count = std::env::args().nth(1).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(run_all(count));
}
