//! One test body, two databases.

/// Makes of each `async fn name(db: Db)` the tests `name::sqlite` and `name::postgres`, each on a database of
/// its own.
macro_rules! both {
    ($($(#[$about:meta])* async fn $name:ident($db:ident: Db) $body:block)*) => {$(
        $(#[$about])*
        mod $name {
            use super::*;

            async fn body($db: convene_store::Db) $body

            #[tokio::test]
            async fn sqlite() {
                crate::database::on_sqlite(body).await;
            }

            #[tokio::test]
            async fn postgres() {
                crate::database::on_postgres(body).await;
            }
        }
    )*};
}
