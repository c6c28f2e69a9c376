//! What people say about themselves.

use convene_domain::account::{Act, ExtraTime, HourCycle, Theme, profile};
use convene_domain::{FieldErrors, Language};
use convene_store::account::person;

use crate::{Error, Result, Service, Viewer};

/// A profile form as sent: names of fields are names of inputs. Empty means "as the device prefers".
#[derive(Debug, Clone, Default)]
pub struct ProfileForm<'a> {
    pub name: &'a str,
    pub zone: &'a str,
    /// Of mail.
    pub language: &'a str,
    pub hour_cycle: &'a str,
    pub theme: &'a str,
    pub extra_time: &'a str,
}

/// Whether the zone database knows this name.
pub fn zone(name: &str) -> std::result::Result<(), profile::Refused> {
    match jiff::tz::TimeZone::get(name) {
        Ok(_) => Ok(()),
        Err(_) => Err(profile::Refused("This time zone is not known. Choose one like Europe/Berlin.")),
    }
}

/// The zone somebody means by a name (`Europe/Berlin`), a city (`berlin`, `New York`) or an offset (`+02:00`, `UTC-5`).
pub fn find_zone(text: &str) -> std::result::Result<String, profile::Refused> {
    let wanted = text.trim().replace(' ', "_").to_lowercase();
    let named = |name: &String| name.to_lowercase() == wanted;
    let city = |name: &String| name.rsplit('/').next().is_some_and(|city| city.to_lowercase() == wanted);
    let zones = zones();
    if let Some(found) =
        zones.iter().find(|name| named(name)).or_else(|| zones.iter().find(|name| city(name)))
    {
        return Ok(found.clone());
    }
    let offset = wanted.trim_start_matches("utc").trim_start_matches("gmt");
    let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "0"));
    let signed = hours.starts_with(['+', '-']);
    match (signed, hours.parse::<i8>(), minutes.parse::<u8>()) {
        (true, Ok(0), Ok(0)) => Ok("UTC".to_owned()),
        // Zones named by offset count westwards: UTC+2 is Etc/GMT-2.
        (true, Ok(hours @ -12..=14), Ok(0)) => Ok(format!("Etc/GMT{:+}", -hours)),
        (true, Ok(_), Ok(1..=59)) => Err(profile::Refused(
            "For an offset with minutes choose a city there, like Kathmandu or Adelaide.",
        )),
        _ => Err(profile::Refused(
            "This time zone is not known. Type a city like Berlin, or an offset like +02:00.",
        )),
    }
}

/// Every zone name people may choose.
pub fn zones() -> Vec<String> {
    let mut names: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .filter(|name| name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("posix"))
        .collect();
    names.sort();
    names.insert(0, "UTC".to_owned());
    names
}

/// Stores my profile.
pub async fn save(service: &Service, viewer: &Viewer, form: &ProfileForm<'_>) -> Result<()> {
    let me = viewer.allowed(Act::HaveProfile)?;
    let mut errors = FieldErrors::new();
    let name = errors.keep("name", profile::name(form.name));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let zone_name = some(form.zone);
    if let Some(chosen) = &zone_name {
        errors.keep("zone", zone(chosen));
    }
    let language = some(form.language).and_then(|text| errors.keep("language", text.parse::<Language>()));
    let hour_cycle =
        some(form.hour_cycle).and_then(|text| errors.keep("hour_cycle", text.parse::<HourCycle>()));
    let theme = some(form.theme).and_then(|text| errors.keep("theme", text.parse::<Theme>()));
    let extra_time = errors.keep("extra_time", form.extra_time.parse::<ExtraTime>());
    let (Some(name), Some(extra_time), true) = (name, extra_time, errors.is_empty()) else {
        return Err(Error::Fields(errors));
    };
    let mut tx = service.begin().await?;
    person::set_profile(
        &mut tx,
        me.id,
        &person::Profile {
            name: &name,
            zone: zone_name.as_deref(),
            language,
            hour_cycle: hour_cycle.map(HourCycle::as_str),
            theme: theme.map(Theme::as_str),
            extra_time: i64::from(extra_time.percent()),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Stores what the header's quick switches change; fields that are `None` stay.
pub async fn prefer(
    service: &Service,
    viewer: &Viewer,
    theme: Option<&str>,
    hour_cycle: Option<&str>,
    zone_name: Option<&str>,
) -> Result<()> {
    let Some(me) = viewer.person.as_ref().filter(|_| viewer.may(Act::HaveProfile)) else { return Ok(()) };
    let keep = |new: Option<&str>, old: &Option<String>| match new {
        Some("") => None,
        Some(value) => Some(value.to_owned()),
        None => old.clone(),
    };
    let extra = me.extra_time.to_string();
    let form = ProfileForm {
        name: &me.name,
        zone: &keep(zone_name, &me.zone).unwrap_or_default(),
        language: me.language.as_deref().unwrap_or_default(),
        hour_cycle: &keep(hour_cycle, &me.hour_cycle).unwrap_or_default(),
        theme: &keep(theme, &me.theme).unwrap_or_default(),
        extra_time: &extra,
    };
    save(service, viewer, &form).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_by_name_city_or_offset() {
        for (typed, found) in [
            ("Europe/Berlin", "Europe/Berlin"),
            ("berlin", "Europe/Berlin"),
            (" new york ", "America/New_York"),
            ("kathmandu", "Asia/Kathmandu"),
            ("+02:00", "Etc/GMT-2"),
            ("UTC-5", "Etc/GMT+5"),
            ("utc", "UTC"),
            ("+0", "UTC"),
        ] {
            assert_eq!(find_zone(typed).as_deref(), Ok(found), "{typed}");
            assert!(zone(found).is_ok(), "{found}");
        }
        for unknown in ["", "Atlantis", "+05:45", "+25:00", "7", "../../etc/passwd"] {
            assert!(find_zone(unknown).is_err(), "{unknown}");
        }
    }
}
