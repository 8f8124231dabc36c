// A task a connection, on the scheduler for one thread.
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ROOM: usize = 4096;

async fn echo(mut connection: TcpStream) -> std::io::Result<()> {
    let mut data = [0; ROOM];
    loop {
        let size = connection.read(&mut data).await?;
        if size == 0 {
            return Ok(());
        }
        connection.write_all(&data[..size]).await?;
    }
}

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("port {}", listener.local_addr()?.port());
        loop {
            let (connection, _) = listener.accept().await?;
            tokio::spawn(echo(connection));
        }
    })
}
