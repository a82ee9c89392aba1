//! The price list of the store.

use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::service::commands::{self as service, NewPrice};
use crate::service::rules::{Extra, ItemKind, LabourKind};
use crate::values::money::Fen;

/// (rate, zh, en, hundredths of an hour)
const JOBS: [(LabourKind, &str, &str, i32); 16] = [
    (
        LabourKind::Maintenance,
        "小保养（机油机滤）",
        "Minor service (oil and filter)",
        60,
    ),
    (
        LabourKind::Maintenance,
        "大保养（四滤）",
        "Major service (four filters)",
        180,
    ),
    (LabourKind::Maintenance, "更换制动液", "Change the brake fluid", 80),
    (LabourKind::Maintenance, "更换冷却液", "Change the coolant", 80),
    (LabourKind::Maintenance, "清洗节气门", "Clean the throttle body", 100),
    (
        LabourKind::Mechanical,
        "更换前刹车片",
        "Replace the front brake pads",
        100,
    ),
    (
        LabourKind::Mechanical,
        "更换后刹车片",
        "Replace the rear brake pads",
        120,
    ),
    (
        LabourKind::Mechanical,
        "更换前减振器（一对）",
        "Replace the front shock absorbers (pair)",
        260,
    ),
    (LabourKind::Mechanical, "四轮定位", "Wheel alignment", 100),
    (
        LabourKind::Mechanical,
        "轮胎换位及动平衡",
        "Rotate and balance the tyres",
        80,
    ),
    (LabourKind::Electrical, "更换蓄电池", "Replace the battery", 50),
    (
        LabourKind::Electrical,
        "空调系统检修",
        "Repair the air conditioning",
        200,
    ),
    (LabourKind::Body, "保险杠拆装整形", "Remove and reshape a bumper", 250),
    (LabourKind::Paint, "单面喷漆", "Paint one panel", 300),
    (LabourKind::Diagnosis, "电脑诊断", "Computer diagnosis", 50),
    (
        LabourKind::Diagnosis,
        "底盘异响检查",
        "Look for a noise in the chassis",
        100,
    ),
];

/// (zh, en, part number, unit, yuan)
const PARTS: [(&str, &str, &str, &str, i64); 12] = [
    ("全合成机油 0W-20", "Synthetic oil 0W-20", "OIL-0W20-4L", "桶", 398),
    ("机油滤清器", "Oil filter", "OF-2204", "个", 65),
    ("空气滤清器", "Air filter", "AF-1180", "个", 98),
    ("空调滤清器", "Cabin filter", "CF-3321", "个", 120),
    ("燃油滤清器", "Fuel filter", "FF-0907", "个", 186),
    ("前刹车片", "Front brake pads", "BP-F-6610", "套", 680),
    ("后刹车片", "Rear brake pads", "BP-R-6611", "套", 560),
    ("制动液 DOT4", "Brake fluid DOT4", "BF-DOT4-1L", "瓶", 88),
    ("蓄电池 70Ah", "Battery 70Ah", "BT-70AGM", "只", 1_180),
    ("雨刮片（一对）", "Wiper blades (pair)", "WB-650", "副", 168),
    ("前减振器", "Front shock absorber", "SA-F-4402", "支", 920),
    ("轮胎 225/55 R18", "Tyre 225/55 R18", "TY-2255518", "条", 860),
];

pub(super) fn price_list(tx: &mut Tx<'_>) -> Result<(), Error> {
    let blank = NewPrice {
        lock_version: 0,
        kind: ItemKind::Labour,
        labour_kind: None,
        zh: String::new(),
        en: String::new(),
        part_number: String::new(),
        unit: String::new(),
        hours: None,
        price: None,
        extra: None,
    };
    for (rate, zh, en, hours) in JOBS {
        let job = NewPrice {
            labour_kind: Some(rate),
            zh: zh.to_owned(),
            en: en.to_owned(),
            hours: Some(hours),
            extra: (zh == "清洗节气门").then_some(Extra::Care),
            ..blank.clone()
        };
        service::add_price(tx, &job)?;
    }
    for (zh, en, number, unit, yuan) in PARTS {
        let part = NewPrice {
            kind: ItemKind::Part,
            zh: zh.to_owned(),
            en: en.to_owned(),
            part_number: number.to_owned(),
            unit: unit.to_owned(),
            price: Some(Fen::new(yuan * 100)),
            extra: (zh == "雨刮片（一对）").then_some(Extra::Accessory),
            ..blank.clone()
        };
        service::add_price(tx, &part)?;
    }
    Ok(())
}
