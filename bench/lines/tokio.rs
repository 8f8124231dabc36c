// AsyncBufReadExt::read_line(), into one String that is used again.
use std::time::Instant;
use tokio::io::{AsyncBufReadExt, BufReader};

async fn count_lines(path: String) -> std::io::Result<()> {
    let mut file = BufReader::with_capacity(64 * 1024, tokio::fs::File::open(path).await?);
    let mut line = String::new();
    let mut lines = 0u32;
    let began = Instant::now();
    while file.read_line(&mut line).await? > 0 {
        lines += 1;
        line.clear();
    }
    println!("time {:.2}", began.elapsed().as_secs_f64() * 1e9 / f64::from(lines));
    Ok(())
}

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).expect("usage: tokio FILE");
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(count_lines(path))
}
