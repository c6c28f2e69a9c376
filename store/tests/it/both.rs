//! One test body, two databases.

/// Makes of each `async fn name(db: Db)` the tests `name::sqlite` and `name::postgres`, each on a database of
/// its own.
macro_rules! both {
    ($($(#[$about:meta])* async fn $name:ident($db:ident: Db) $body:block)*) => {$(
        $(#[$about])*
        async fn $name($db: convene_store::Db) $body

        mod $name {
            #[tokio::test]
            async fn sqlite() {
                crate::database::on_sqlite(super::$name).await;
            }

            #[tokio::test]
            async fn postgres() {
                crate::database::on_postgres(super::$name).await;
            }
        }
    )*};
}
