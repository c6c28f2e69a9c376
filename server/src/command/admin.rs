//! `convene admin`: for operators who are locked out.

use std::sync::Arc;

use clap::Subcommand;
use convene_service::account::people;
use convene_service::{Clock as _, Service, SystemClock};

use crate::config::Config;
use crate::open;

#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Make somebody an admin, with a new account where there is none
    #[command(after_help = "Example:\n  convene admin create noor@example.org --name \"Noor Haddad\"")]
    Create {
        email: String,
        /// Name of a new account
        #[arg(long, default_value = "Admin")]
        name: String,
    },
    /// Give an admin a new password and sign them out everywhere
    Reset { email: String },
    /// List the admins
    List,
}

/// The service on tables that are up to date, for a command that is over soon.
pub async fn service(config: &Config) -> Result<Service, String> {
    let db = open::database(config).await?;
    open::migrate(&db, config, SystemClock.now()).await?;
    open::service(config, db, Arc::new(SystemClock)).await
}

pub async fn run(config: Config, command: AdminCommand) -> Result<(), String> {
    let service = service(&config).await?;
    match command {
        AdminCommand::List => {
            for admin in people::admins(&service).await.map_err(|error| error.to_string())? {
                println!("{}  {}", admin.email, admin.name);
            }
        }
        AdminCommand::Create { email, name } => make(&service, &email, &name).await?,
        AdminCommand::Reset { email } => {
            let admins = people::admins(&service).await.map_err(|error| error.to_string())?;
            if !admins.iter().any(|admin| admin.email == email.trim().to_lowercase()) {
                return Err(format!("{email} is no admin; `convene admin create` makes one"));
            }
            make(&service, &email, "Admin").await?;
        }
    }
    service.db().close().await;
    Ok(())
}

/// The password is drawn here and shown once: one typed on a command line ends up in the shell's history.
async fn make(service: &Service, email: &str, name: &str) -> Result<(), String> {
    let password: String = service.chance().token().chars().take(20).collect();
    let admin =
        people::make_admin(service, email, name, &password).await.map_err(|error| error.to_string())?;
    println!(
        "{} is an admin. Sign in at {}/sign-in with this password and change it:\n\n  {password}\n",
        admin.email,
        service.settings().public_url
    );
    Ok(())
}
