//! Who comes on the day, with which car; what the work costs; what time it is.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use yingke::customers::rules::Tier;
use yingke::membership;
use yingke::platform::i18n::times;
use yingke::schema::{appointments, service_orders, staff_sessions, vehicles, visits};
use yingke::service::commands::NewPrice;
use yingke::service::rules::{ItemKind, LabourKind};
use yingke::values::ids::{AppointmentId, CustomerId, PriceItemId, ServiceOrderId, VehicleId, VisitId};
use yingke::values::money::Fen;
use yingke::visits::appointments::model::NewAppointment;
use yingke::visits::rules::Purpose;

use crate::support::{Client, TestApp};

/// Wednesday.
pub const DAY: &str = "2026-11-25";

/// Eight who come as they have booked, two who don't, four who walk in; a fifth walks in who isn't known.
const NAMES: [&str; 14] = [
    "顾明", "李娜", "王磊", "张敏", "刘洋", "陈静", "杨帆", "赵强", "黄丽", "周涛", "吴敏", "徐刚", "孙悦", "马超",
];
/// A record for this one is made at the desk.
pub const NEWCOMER: (&str, &str) = ("胡新来", "13800019999");

#[derive(Clone)]
pub struct Guest {
    pub phone: String,
    pub customer: CustomerId,
    pub vehicle: VehicleId,
}

pub struct Cast {
    pub guests: Vec<Guest>,
    /// An hour and a half at 160 yuan.
    pub labour: PriceItemId,
    /// 85 yuan.
    pub part: PriceItemId,
}

impl Cast {
    pub fn new(app: &TestApp) -> Self {
        let guests: Vec<Guest> = NAMES
            .iter()
            .enumerate()
            .map(|(number, name)| {
                let phone = format!("1380001{:04}", number + 1);
                let owner = app.actor("advisor").id;
                let customer = app.customer_with(name, &phone, |new| {
                    new.owner = Some(owner);
                    if number == 0 {
                        new.tier = Tier::Gold;
                    }
                });
                let vehicle = app.vehicle(customer, &format!("沪B{:05}", 20_001 + number), "");
                Guest {
                    phone,
                    customer,
                    vehicle,
                }
            })
            .collect();
        diesel::update(vehicles::table)
            .set((
                vehicles::energy.eq("fuel"),
                vehicles::mileage_km.eq(20_000),
                vehicles::mileage_at.eq(app.clock.now() - TimeDelta::days(100)),
            ))
            .execute(&mut app.database.owner())
            .unwrap();
        let first = guests[0].customer;
        app.write("membership", |tx| {
            membership::commands::adjust(tx, first, 1_000, "活动赠送").map(drop)
        })
        .unwrap();
        let car = [
            ("plate", "沪A54321"),
            ("model", "星驰 S3 1.5L"),
            ("energy", "fuel"),
            ("mileage", "12000"),
            ("insurance_until", "2027-06-01"),
            ("inspection_until", "2027-06-01"),
        ];
        post(&app.sign_in("service.manager"), "/courtesy-cars", &car);
        Self {
            guests,
            labour: price(app, ItemKind::Labour),
            part: price(app, ItemKind::Part),
        }
    }

    /// Every way in which a telephone of theirs could be written.
    pub fn phones(&self) -> Vec<String> {
        let all = self.guests.iter().map(|guest| guest.phone.as_str());
        all.chain([NEWCOMER.1])
            .flat_map(|phone| {
                let (head, middle, tail) = (&phone[..3], &phone[3..7], &phone[7..]);
                [
                    phone.to_owned(),
                    format!("{head} {middle} {tail}"),
                    format!("{head}-{middle}-{tail}"),
                    format!("{head}****{tail}"),
                    format!("{head} **** {tail}"),
                ]
            })
            .collect()
    }
}

fn price(app: &TestApp, kind: ItemKind) -> PriceItemId {
    let labour = kind == ItemKind::Labour;
    let text = |of_labour: &str, of_part: &str| String::from(if labour { of_labour } else { of_part });
    let new = NewPrice {
        lock_version: 0,
        kind,
        labour_kind: labour.then_some(LabourKind::Maintenance),
        zh: text("小保养", "机油滤清器"),
        en: text("Minor service", "Oil filter"),
        part_number: text("", "OF-2204"),
        unit: text("", "个"),
        hours: labour.then_some(150),
        price: (!labour).then_some(Fen::new(8_500)),
        extra: None,
    };
    app.write("service.manager", |tx| yingke::service::commands::add_price(tx, &new))
        .unwrap()
}

/// A time of the day in the store.
pub fn moment(clock: &str) -> DateTime<Utc> {
    let typed = NaiveDateTime::parse_from_str(&format!("{DAY}T{clock}"), "%Y-%m-%dT%H:%M").unwrap();
    times::instant(typed).unwrap()
}

/// Moves the clock on to a time of the day.
pub fn at(app: &TestApp, clock: &str) {
    let by = moment(clock) - app.clock.now();
    assert!(by >= TimeDelta::zero(), "{clock} is over");
    app.advance(by);
}

/// Who has signed in stays so for the day.
pub fn stay_signed_in(app: &TestApp) {
    diesel::update(staff_sessions::table)
        .set((
            staff_sessions::idle_minutes.eq(1_440),
            staff_sessions::expires_at.eq(moment("23:59")),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
}

pub fn book(app: &TestApp, guest: &Guest, clock: &str, advisor: &str) -> AppointmentId {
    let new = NewAppointment {
        store: app.store(),
        customer: guest.customer,
        vehicle: Some(guest.vehicle),
        purpose: Purpose::Service,
        starts_at: moment(clock),
        advisor: Some(app.actor(advisor).id),
        wish: None,
    };
    app.write("care", |tx| yingke::visits::appointments::commands::book(tx, &new))
        .unwrap()
}

/// Posts what must succeed.
pub fn post(client: &Client, path: &str, fields: &[(&str, &str)]) {
    let answer = client.post_form(path, fields);
    assert_eq!(answer.status, 303, "{path}: {}", answer.body);
}

/// The visit of a customer.
pub fn visit_of(app: &TestApp, customer: CustomerId) -> VisitId {
    visits::table
        .filter(visits::customer_id.eq(customer))
        .select(visits::id)
        .get_result(&mut app.database.owner())
        .unwrap()
}

pub fn order_of(app: &TestApp, customer: CustomerId) -> ServiceOrderId {
    service_orders::table
        .filter(service_orders::customer_id.eq(customer))
        .select(service_orders::id)
        .get_result(&mut app.database.owner())
        .unwrap()
}

/// Who has an appointment at a time.
pub fn booked_at(app: &TestApp, clock: &str, customer: CustomerId) -> bool {
    let found = appointments::table
        .filter(appointments::customer_id.eq(customer))
        .filter(appointments::starts_at.eq(moment(clock)));
    diesel::select(diesel::dsl::exists(found))
        .get_result(&mut app.database.owner())
        .unwrap()
}

pub fn points(app: &TestApp, customer: CustomerId) -> i64 {
    let store = app.store();
    membership::queries::card(&mut app.database.owner(), app.clock.now(), store, customer)
        .unwrap()
        .points
}
