//! The program `convene`.

/// Pages are made of many small pieces: making and dropping them is a good part of what a request costs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() {
    let code = convene_server::command::run().await;
    std::process::exit(code);
}
