// spawn_blocking(), one call after the other.
use std::time::Instant;

const CALLS: u32 = 10000;

async fn calls(count: u32) {
    for _ in 0..count {
        tokio::task::spawn_blocking(|| {}).await.unwrap();
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        calls(CALLS / 10).await;
        let began = Instant::now();
        calls(CALLS).await;
        println!("time {:.3}", began.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS));
    });
}
