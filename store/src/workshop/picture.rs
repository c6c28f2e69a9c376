//! Uploaded pictures.

use convene_domain::Time;
use convene_domain::id::{PersonId, PictureId};

use crate::{Result, Tx};

/// A picture as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Picture {
    #[sqlx(try_from = "String")]
    pub id: PictureId,
    #[sqlx(try_from = "String")]
    pub owner_id: PersonId,
    /// Like `image/jpeg`.
    pub media_type: String,
    pub bytes: Vec<u8>,
    #[sqlx(try_from = "i64")]
    pub created_at: Time,
}

pub async fn insert(tx: &mut Tx, picture: &Picture) -> Result<()> {
    run!(
        tx,
        "INSERT INTO picture (id, owner_id, media_type, bytes, created_at) VALUES ($1, $2, $3, $4, $5)",
        picture.id.to_string(),
        picture.owner_id.to_string(),
        picture.media_type.as_str(),
        picture.bytes.as_slice(),
        picture.created_at.millis()
    )?;
    Ok(())
}

/// The picture with this id.
pub async fn by_id(tx: &mut Tx, id: PictureId) -> Result<Option<Picture>> {
    Ok(on!(tx, c => {
        sqlx::query_as::<DB, Picture>("SELECT id, owner_id, media_type, bytes, created_at FROM picture WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(c)
            .await
    })?)
}

/// Forgets a picture that no workshop shows any more. Whether it was forgotten.
pub async fn delete_unused(tx: &mut Tx, id: PictureId) -> Result<bool> {
    let sql = "DELETE FROM picture WHERE id = $1 \
        AND NOT EXISTS (SELECT 1 FROM workshop WHERE workshop.picture_id = picture.id)";
    Ok(run!(tx, sql, id.to_string())? == 1)
}
