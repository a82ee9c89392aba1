//! What each of them does, key by key.

use thirtyfour::Key;
use yingke::values::ids::{AppointmentId, CustomerId, PriceItemId, ServiceOrderId, VisitId};

use super::super::support::Browser;
use super::cast::{Cast, Guest, NEWCOMER, at, order_of, post, stay_signed_in, visit_of};
use super::keys::{self, choose, dialog, fill, go, open, pick, reach, row, send, step, tick};
use crate::support::{Client, TestApp};

const SUBMIT: &str = "main .form-foot [type=submit]";
const NEXT_STEP: &str = "#step-form .form-foot [type=submit]";
/// The points of a quality check.
const POINTS: [&str; 7] = [
    "items_done",
    "torque",
    "leaks",
    "lights",
    "road_test",
    "clean",
    "old_parts",
];

/// A day with three people at their screens.
pub struct Day {
    pub advisor: Browser,
    pub technician: Browser,
    pub manager: Browser,
    /// Other hands, for what has been played by keys before.
    others: Others,
    phones: Vec<String>,
    pub cast: Cast,
    pub app: TestApp,
}

struct Others {
    advisor: Client,
    technician: Client,
    manager: Client,
}

impl Day {
    pub fn begin(app: TestApp, cast: Cast) -> Self {
        let at_work = |account: &str| {
            let browser = Browser::open(&app);
            browser.sign_in(account);
            browser
        };
        let (advisor, technician, manager) = (at_work("advisor"), at_work("technician"), at_work("service.manager"));
        let others = Others {
            advisor: app.sign_in("advisor"),
            technician: app.sign_in("technician"),
            manager: app.sign_in("service.manager"),
        };
        stay_signed_in(&app);
        let phones = cast.phones();
        Self {
            advisor,
            technician,
            manager,
            others,
            phones,
            cast,
            app,
        }
    }

    pub fn at(&self, clock: &str) {
        at(&self.app, clock);
    }

    pub fn guest(&self, number: usize) -> &Guest {
        &self.cast.guests[number]
    }

    // At the desk

    /// Books a place in the calendar.
    pub fn books(&self, number: usize, slot: &str) {
        let browser = &self.advisor;
        open(browser, "/appointments?day=2026-11-25&line=service");
        go(browser, "n");
        fill(browser, "#f-q", &self.guest(number).phone);
        browser.until("the customer is found and chosen", || {
            browser.has("#matches [name=who]:checked:not([value=''])")
        });
        pick(browser, "[name=purpose]", "service");
        browser.until_quiet();
        pick(browser, "[name=slot]", slot);
        send(browser, SUBMIT);
    }

    /// Somebody comes who has an appointment.
    pub fn arrives(&self, appointment: AppointmentId) {
        let browser = &self.advisor;
        let line = format!("row-{appointment}");
        open(browser, "/reception");
        row(browser, &line);
        browser.press("a");
        browser.sees(&format!("#{line} form[action$='/reception']"));
    }

    /// Somebody comes who is known: the key of the card, four digits, Enter.
    pub fn walks_in(&self, number: usize) {
        self.looks_up(number);
        let browser = &self.advisor;
        browser.arrive(|| browser.press(Key::Enter));
    }

    /// The same, and the advisor keeps this one.
    pub fn walks_in_to(&self, number: usize, advisor: &str) {
        self.looks_up(number);
        choose(&self.advisor, "#g-advisor", advisor);
        send(&self.advisor, "#register form > [type=submit]");
    }

    fn looks_up(&self, number: usize) {
        let browser = &self.advisor;
        open(browser, "/reception");
        browser.press("n");
        browser.press(&self.guest(number).phone[7..]);
        browser.until("the customer is found and chosen", || {
            browser.has("#found [name=who]:checked")
        });
        browser.until_quiet();
    }

    /// Somebody comes whom nobody knows.
    pub fn newcomer_walks_in(&self) {
        let browser = &self.advisor;
        let (name, phone) = NEWCOMER;
        open(browser, "/reception");
        browser.press("n");
        browser.press(phone);
        browser.until("a record is offered", || browser.has("#found [name=new_name]"));
        fill(browser, "#g-new_name", name);
        fill(browser, "#g-new_phone", phone);
        tick(browser, "#g-notice");
        send(browser, "#register form > [type=submit]");
    }

    /// Calls the first of the queue, who must be this one, and receives them.
    pub fn calls(&self, number: usize) -> VisitId {
        let browser = &self.advisor;
        let visit = visit_of(&self.app, self.guest(number).customer);
        open(browser, "/reception");
        browser.press("1");
        let receive = format!("#wait-{visit} form.inline-form[action$='/reception'] button");
        browser.sees(&receive);
        browser.until_quiet();
        send(browser, &receive);
        assert_eq!(browser.path(), format!("/visits/{visit}"));
        visit
    }

    /// A colleague receives somebody.
    pub fn received_elsewhere(&self, customer: CustomerId) {
        let visit = visit_of(&self.app, customer);
        post(&self.others.advisor, &format!("/visits/{visit}/reception"), &[]);
    }

    pub fn leaves(&self, customer: CustomerId) {
        let visit = visit_of(&self.app, customer);
        post(
            &self.others.advisor,
            &format!("/visits/{visit}/departure"),
            &[("reason", "only_asked")],
        );
    }

    // At the car

    /// The check-in sheet step by step, until there is an order; `promised` is one of the quick choices.
    pub fn checks_in(&self, number: usize, dented: bool, promised: &str) -> ServiceOrderId {
        let browser = &self.advisor;
        fill(browser, "[name=mileage]", "28460");
        send(browser, NEXT_STEP);
        if dented {
            choose(browser, "#mark [name=zone]", "前保险杠");
            pick(browser, "#mark [name=damage]", "dent");
            fill(browser, "#mark [name=note]", "硬币大小");
            send(browser, "#mark .form-foot [type=submit]");
            assert_eq!(keys::texts(browser, ".car-and-marks ol li b.num"), ["1"]);
        } else {
            tick(browser, "[name=no_marks]");
        }
        send(browser, NEXT_STEP);
        pick(browser, "[name=fuel]", "4");
        tick(browser, "[name=no_belongings]");
        send(browser, NEXT_STEP);
        tick(browser, "[name=wishes][value=oil_change]");
        fill(browser, "[name=wishes_note]", "刹车有点软");
        send(browser, NEXT_STEP);
        fill(browser, "[name=estimate_from]", "200");
        fill(browser, "[name=estimate_to]", "600");
        send(browser, &format!("[name=quick][value='{promised}']"));
        assert_eq!(browser.value("[name=promised_at]"), promised);
        send(browser, NEXT_STEP);
        fill(browser, "[name=signed_by]", "本人");
        tick(browser, "[name=on_paper]");
        send(browser, NEXT_STEP);
        browser.press("f");
        browser.sees("#ask[open]");
        send(browser, "#ask [value=yes]");
        order_of(&self.app, self.guest(number).customer)
    }

    /// Lends a courtesy car to the visitor whose page is open; gives the page of the loan.
    pub fn lends_a_car(&self) -> String {
        let browser = &self.advisor;
        send(browser, "section[aria-labelledby=courtesy-h] a[href$='/courtesy-car']");
        choose(browser, "[name=car]", "沪A");
        send(browser, SUBMIT);
        let loan = browser.path();
        fill(browser, "[name=licence]", "11010519491231002X");
        self.types_new_year_2030("[name=licence_until]");
        pick(browser, "[name=fuel]", "8");
        tick(browser, "[name=on_paper]");
        send(browser, SUBMIT);
        assert_eq!(browser.path(), loan);
        loan
    }

    /// A date is typed part by part; whether the year comes first is the browser's matter.
    fn types_new_year_2030(&self, selector: &str) {
        let browser = &self.advisor;
        reach(browser, selector);
        for first in [true, false] {
            for _ in 0..3 {
                browser.press(Key::Left);
            }
            if first {
                browser.press("2030");
                browser.press(Key::Right);
                browser.press("0101");
            } else {
                browser.press("01012030");
            }
            if browser.value(selector) == "2030-01-01" {
                return;
            }
        }
        panic!("{selector} holds {}", browser.value(selector));
    }

    pub fn takes_the_car_back(&self, loan: &str) {
        let browser = &self.advisor;
        open(browser, loan);
        fill(browser, "[name=km]", "12080");
        pick(browser, "[name=fuel]", "7");
        send(browser, SUBMIT);
        assert!(!browser.has("main .form-foot"), "there is nothing left to do");
    }

    // The order

    /// Puts an entry of the price list on the order that is open.
    pub fn adds(&self, entry: PriceItemId, quantity: &str, discount: &str) {
        let browser = &self.advisor;
        step(browser, "i", || {
            pick(browser, "#dialog [name=price_item_id]", &entry.to_string());
            for (name, typed) in [("quantity", quantity), ("discount", discount)] {
                if !typed.is_empty() {
                    fill(browser, &format!("#dialog [name={name}]"), typed);
                }
            }
        });
    }

    /// Puts something on it that is on no list.
    pub fn adds_freely(&self, name: &str, price: &str) {
        let browser = &self.advisor;
        step(browser, "i", || {
            pick(browser, "#dialog [name=kind]", "other");
            fill(browser, "#dialog [name=name]", name);
            fill(browser, "#dialog [name=price]", price);
        });
    }

    /// The estimate, the customer's consent on paper, the technician.
    pub fn agrees(&self) {
        let browser = &self.advisor;
        step(browser, "]", || {});
        step(browser, "]", || pick(browser, "#dialog [name=how]", "paper"));
        step(browser, "]", || {});
    }

    pub fn opens_order(&self, order: ServiceOrderId) {
        open(&self.advisor, &format!("/service-orders/{order}"));
    }

    /// The customer does not want what was found.
    pub fn is_declined(&self, order: ServiceOrderId) {
        let browser = &self.advisor;
        self.opens_order(order);
        step(browser, "]", || {
            pick(browser, "#dialog [name=answer]", "declined");
            fill(browser, "#dialog [name=words]", "下次再换");
        });
    }

    /// The bill, the money, the way out.
    pub fn settles(&self, order: ServiceOrderId, points: &str) {
        let browser = &self.advisor;
        self.opens_order(order);
        step(browser, "]", || {
            if !points.is_empty() {
                fill(browser, "#dialog [name=points]", points);
            }
        });
        let order = order.to_string();
        let receipt = format!("SJ-{}", &order[order.len() - 6..]);
        step(browser, "]", || fill(browser, "#dialog [name=receipt]", &receipt));
    }

    pub fn hands_over(&self, order: ServiceOrderId) {
        self.opens_order(order);
        step(&self.advisor, "]", || {});
    }

    // In the workshop

    pub fn starts(&self, order: ServiceOrderId) {
        self.sees_repairs();
        send(
            &self.technician,
            &format!("#repair-{order} form[action$='/work'] button"),
        );
        self.sees_no_phone();
    }

    pub fn finds(&self, order: ServiceOrderId, what: &str, estimate: &str) {
        let browser = &self.technician;
        self.sees_repairs();
        dialog(browser, &format!("#repair-{order} a[href$='/findings']"), || {
            fill(browser, "#dialog [name=what]", what);
            pick(browser, "#dialog [name=urgency]", "soon");
            fill(browser, "#dialog [name=estimate]", estimate);
            self.sees_no_phone();
        });
        self.sees_no_phone();
    }

    pub fn finishes(&self, order: ServiceOrderId) {
        self.sees_repairs();
        dialog(
            &self.technician,
            &format!("#repair-{order} a[href$='/completion']"),
            || self.sees_no_phone(),
        );
        self.sees_no_phone();
    }

    pub fn starts_elsewhere(&self, order: ServiceOrderId) {
        post(&self.others.technician, &format!("/repairs/{order}/work"), &[]);
    }

    pub fn finishes_elsewhere(&self, order: ServiceOrderId) {
        post(&self.others.technician, &format!("/repairs/{order}/completion"), &[]);
    }

    pub fn checks_elsewhere(&self, order: ServiceOrderId) {
        let points = POINTS.map(|point| ("points", point));
        let verdict: Vec<_> = points.into_iter().chain([("decision", "pass")]).collect();
        post(
            &self.others.manager,
            &format!("/service-orders/{order}/quality-check"),
            &verdict,
        );
    }

    pub fn sees_repairs(&self) {
        open(&self.technician, "/repairs");
        self.sees_no_phone();
    }

    /// Nothing on the technician's page, seen or not, is a telephone of anybody.
    pub fn sees_no_phone(&self) {
        let page: String = self.technician.script("return document.documentElement.outerHTML");
        for phone in &self.phones {
            assert!(!page.contains(phone), "{phone} on {}", self.technician.path());
        }
    }

    pub fn checks(&self, order: ServiceOrderId, fault: Option<&str>) {
        let browser = &self.manager;
        open(browser, &format!("/service-orders/{order}"));
        step(browser, "]", || match fault {
            Some(reason) => {
                pick(browser, "#dialog [name=decision]", "fail");
                fill(browser, "#dialog [name=reason]", reason);
            }
            None => {
                for point in POINTS {
                    tick(browser, &format!("#dialog [name=points][value={point}]"));
                }
                pick(browser, "#dialog [name=decision]", "pass");
            }
        });
    }
}
