//! Values in PostgreSQL's binary form, as the text that it reads.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta};
use uuid::Uuid;

use super::wire::Reader;

/// Microseconds from 1970 to 2000, where PostgreSQL begins to count.
const CENTURY: i64 = 946_684_800_000_000;

/// Numbers of types, their names, and of what the arrays among them are.
static TYPES: [(u32, &str, u32); 32] = [
    (16, "boolean", 0),
    (17, "bytea", 0),
    (20, "bigint", 0),
    (21, "smallint", 0),
    (23, "integer", 0),
    (25, "text", 0),
    (26, "oid", 0),
    (114, "json", 0),
    (700, "real", 0),
    (701, "double precision", 0),
    (1042, "bpchar", 0),
    (1043, "varchar", 0),
    (1082, "date", 0),
    (1083, "time", 0),
    (1114, "timestamp", 0),
    (1184, "timestamptz", 0),
    (1186, "interval", 0),
    (2950, "uuid", 0),
    (3802, "jsonb", 0),
    (1000, "boolean[]", 16),
    (1001, "bytea[]", 17),
    (1005, "smallint[]", 21),
    (1007, "integer[]", 23),
    (1009, "text[]", 25),
    (1015, "varchar[]", 1043),
    (1016, "bigint[]", 20),
    (1022, "double precision[]", 701),
    (1115, "timestamp[]", 1114),
    (1182, "date[]", 1082),
    (1183, "time[]", 1083),
    (1185, "timestamptz[]", 1184),
    (2951, "uuid[]", 2950),
];

/// What a type is called.
pub fn name(kind: u32) -> Option<&'static str> {
    TYPES
        .iter()
        .find(|(known, ..)| *known == kind)
        .map(|(_, name, _)| *name)
}

/// A value of this type as text, if the type is known here.
pub fn text(kind: u32, bytes: &[u8]) -> Option<String> {
    let (.., element) = TYPES.iter().find(|(known, ..)| *known == kind)?;
    if *element != 0 {
        return list(bytes);
    }
    match kind {
        16 => Some(if bytes.first()? == &0 { "f" } else { "t" }.to_owned()),
        17 => Some(format!("\\x{}", hex::encode(bytes))),
        20 => Some(i64::from_be_bytes(bytes.try_into().ok()?).to_string()),
        21 => Some(i16::from_be_bytes(bytes.try_into().ok()?).to_string()),
        23 => Some(i32::from_be_bytes(bytes.try_into().ok()?).to_string()),
        26 => Some(u32::from_be_bytes(bytes.try_into().ok()?).to_string()),
        700 => Some(f32::from_be_bytes(bytes.try_into().ok()?).to_string()),
        701 => Some(f64::from_be_bytes(bytes.try_into().ok()?).to_string()),
        1082 => date(i32::from_be_bytes(bytes.try_into().ok()?)),
        1083 => time(i64::from_be_bytes(bytes.try_into().ok()?)),
        1114 | 1184 => instant(i64::from_be_bytes(bytes.try_into().ok()?)),
        1186 => interval(bytes),
        2950 => Some(Uuid::from_slice(bytes).ok()?.to_string()),
        // A number of the form stands before it.
        3802 => String::from_utf8(bytes.get(1..)?.to_vec()).ok(),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    }
}

fn instant(microseconds: i64) -> Option<String> {
    let at = DateTime::from_timestamp_micros(microseconds.checked_add(CENTURY)?)?;
    Some(at.format("%Y-%m-%d %H:%M:%S%.6f+00").to_string())
}

fn date(days: i32) -> Option<String> {
    let begun = NaiveDate::from_ymd_opt(2000, 1, 1)?;
    let day = begun.checked_add_signed(TimeDelta::try_days(i64::from(days))?)?;
    Some(day.to_string())
}

fn time(microseconds: i64) -> Option<String> {
    let seconds = u32::try_from(microseconds.div_euclid(1_000_000)).ok()?;
    let rest = u32::try_from(microseconds.rem_euclid(1_000_000)).ok()?;
    let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, rest * 1_000)?;
    Some(time.format("%H:%M:%S%.6f").to_string())
}

fn interval(bytes: &[u8]) -> Option<String> {
    let mut bytes = Reader(bytes);
    let microseconds = i64::from_be_bytes(bytes.take(8)?.try_into().ok()?);
    let days = i32::from_be_bytes(bytes.take(4)?.try_into().ok()?);
    let months = i32::from_be_bytes(bytes.take(4)?.try_into().ok()?);
    Some(format!("{months} months {days} days {microseconds} microseconds"))
}

/// An array of one dimension.
fn list(bytes: &[u8]) -> Option<String> {
    let mut bytes = Reader(bytes);
    let (dimensions, _has_null, kind) = (bytes.number()?, bytes.number()?, bytes.number()?);
    if dimensions == 0 {
        return Some("{}".to_owned());
    }
    let (length, _first) = (bytes.number()?, bytes.number()?);
    if dimensions != 1 {
        return None;
    }
    let mut elements = Vec::new();
    for _ in 0..length {
        elements.push(match bytes.value()? {
            None => "NULL".to_owned(),
            Some(element) => {
                let element = text(kind, &element)?.replace('\\', "\\\\").replace('"', "\\\"");
                format!("\"{element}\"")
            }
        });
    }
    Some(format!("{{{}}}", elements.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: u32, bytes: &[u8]) -> String {
        text(kind, bytes).unwrap()
    }

    #[test]
    fn values_read_as_postgresql_writes_them() {
        assert_eq!(said(16, &[1]), "t");
        assert_eq!(said(17, &[0xde, 0x01]), "\\xde01");
        assert_eq!(said(23, &(-7_i32).to_be_bytes()), "-7");
        assert_eq!(said(20, &1_000_000_000_000_i64.to_be_bytes()), "1000000000000");
        assert_eq!(said(701, &0.25_f64.to_be_bytes()), "0.25");
        assert_eq!(said(25, "张三".as_bytes()), "张三");
        assert_eq!(said(3802, b"\x01{}"), "{}");
        assert_eq!(said(2950, &[0; 16]), "00000000-0000-0000-0000-000000000000");
        assert_eq!(said(1082, &366_i32.to_be_bytes()), "2001-01-01");
        assert_eq!(said(1083, &3_600_000_001_i64.to_be_bytes()), "01:00:00.000001");
        assert_eq!(said(1184, &0_i64.to_be_bytes()), "2000-01-01 00:00:00.000000+00");
        assert_eq!(said(1184, &(-1_i64).to_be_bytes()), "1999-12-31 23:59:59.999999+00");
        let interval = [
            5_i64.to_be_bytes().as_slice(),
            &2_i32.to_be_bytes(),
            &1_i32.to_be_bytes(),
        ]
        .concat();
        assert_eq!(said(1186, &interval), "1 months 2 days 5 microseconds");
    }

    #[test]
    fn arrays_keep_quotes_and_nulls() {
        let mut bytes = Vec::new();
        for number in [1_u32, 1, 25, 3, 1, 4] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend(b"a\"\\b");
        bytes.extend(u32::MAX.to_be_bytes());
        bytes.extend([0, 0, 0, 0]);
        assert_eq!(said(1009, &bytes), r#"{"a\"\\b",NULL,""}"#);
        let none: Vec<u8> = [0_u32, 0, 25].iter().flat_map(|number| number.to_be_bytes()).collect();
        assert_eq!(said(1009, &none), "{}");
    }

    #[test]
    fn what_is_unknown_or_cut_off_has_no_text() {
        assert_eq!(text(3910, &[0]), None);
        assert_eq!(text(23, &[0, 1]), None);
        assert_eq!(text(1009, &[0, 0, 0, 1]), None);
        assert_eq!(text(1184, &i64::MAX.to_be_bytes()), None);
    }
}
