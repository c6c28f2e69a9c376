//! The program `convene`.

#[tokio::main]
async fn main() {
    let code = convene_server::command::run().await;
    std::process::exit(code);
}
