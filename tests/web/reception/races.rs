//! Many people at the same moment.

use std::time::Duration;

use diesel::sql_query;
use yingke::platform::db::Tx;
use yingke::platform::error::Error;
use yingke::values::fault::Fault;

use super::*;

const MANY: usize = 50;

/// As many advisors as there are at once.
fn crowd(app: &TestApp) -> Vec<String> {
    let made = sql_query(
        "INSERT INTO staff (id, store_id, username, name, roles, created_at) \
         SELECT gen_random_uuid(), store_id, 'desk' || n, '同事' || n, roles, created_at \
         FROM staff, generate_series(1, 50) AS n WHERE username = 'advisor'",
    )
    .execute(&mut app.database.owner());
    assert_eq!(made, Ok(MANY));
    (1..=MANY).map(|number| format!("desk{number}")).collect()
}

/// Everybody does the same at once; what came of it.
fn at_once<T: Send>(
    app: &TestApp,
    people: &[String],
    step: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Sync,
) -> Vec<(String, Result<T, Error>)> {
    let step = &step;
    std::thread::scope(|scope| {
        let all: Vec<_> = people
            .iter()
            .map(|name| {
                scope.spawn(move || {
                    loop {
                        match app.write(name, step) {
                            Err(Error::Unavailable(_)) => std::thread::sleep(Duration::from_millis(50)),
                            done => break (name.clone(), done),
                        }
                    }
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn fifty_call_the_same_visitor_and_one_has_them() {
    let app = TestApp::spawn();
    let people = crowd(&app);
    let visit = guest(&app, Purpose::Service).id;
    let done = at_once(&app, &people, |tx| commands::call(tx, visit, "1", Some(0)));
    let winners: Vec<&String> = done.iter().filter(|one| one.1.is_ok()).map(|one| &one.0).collect();
    assert_eq!(winners.len(), 1);
    assert!(
        done.iter().all(|one| matches!(one.1, Ok(_) | Err(Error::Stale))),
        "the others are told that they are late"
    );
    let kept: (Option<StaffId>, i16, i32) = visits::table
        .select((visits::called_by, visits::calls, visits::lock_version))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(kept, (Some(app.actor(winners[0]).id), 1, 1));
}

#[test]
fn fifty_receive_the_same_visitor_and_one_does() {
    let app = TestApp::spawn();
    let people = crowd(&app);
    let visit = guest(&app, Purpose::ComplaintVisit).id;
    let done = at_once(&app, &people, |tx| commands::receive(tx, visit, Some(0)));
    assert_eq!(done.iter().filter(|one| one.1.is_ok()).count(), 1);
    assert!(done.iter().all(|one| matches!(one.1, Ok(_) | Err(Error::WrongState))));
    let stamps: i64 = yingke::schema::visit_stamps::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(stamps, 2, "queued once, received once");
}

#[test]
fn fifty_arrive_and_no_number_is_drawn_twice_or_left_out() {
    let app = TestApp::spawn();
    let people = crowd(&app);
    let store = app.store();
    let done = at_once(&app, &people, |tx| {
        commands::arrive(tx, NewArrival::new(store, Purpose::Service, Who::Guest(None)))
    });
    let mut numbers: Vec<i16> = done.into_iter().map(|(_, visit)| visit.unwrap().ticket_no).collect();
    numbers.sort_unstable();
    let wanted: Vec<i16> = (1..=50).collect();
    assert_eq!(numbers, wanted);
}

/// Everybody registers the same visitor; how many did and how many were told that they are there.
fn register_at_once(app: &TestApp, new: &NewArrival, constraint: &str) -> (usize, usize) {
    let people = crowd(app);
    let done = at_once(app, &people, |tx| commands::arrive(tx, new.clone()));
    let (mut stands, mut told) = (0, 0);
    for (name, result) in done {
        match result {
            Ok(_) => stands += 1,
            Err(Error::Invalid(faults)) if faults.get("who") == Some(&Fault::Taken) => told += 1,
            Err(Error::Constraint(index)) if index == constraint => told += 1,
            Err(other) => panic!("{name}: {other}"),
        }
    }
    (stands, told)
}

#[test]
fn fifty_register_the_same_car_and_it_stands_there_once() {
    let app = TestApp::spawn();
    let (customer, vehicle) = known(&app);
    let who = Who::Known {
        customer,
        vehicle: Some(vehicle),
    };
    let new = NewArrival::new(app.store(), Purpose::Service, who);
    assert_eq!(register_at_once(&app, &new, "visits_present_vehicle"), (1, 49));
    assert_eq!(count(&app), 1);
}

#[test]
fn fifty_register_the_same_customer_without_a_car_and_they_wait_once() {
    let app = TestApp::spawn();
    let who = Who::Known {
        customer: app.customer("顾明", PHONE),
        vehicle: None,
    };
    let new = NewArrival::new(app.store(), Purpose::Showroom, who);
    assert_eq!(register_at_once(&app, &new, "visits_present_customer"), (1, 49));
    assert_eq!(count(&app), 1);
    // The table itself holds nobody twice on one line.
    let again = sql_query(
        "INSERT INTO visits (id, store_id, line, ticket_on, ticket_no, state, purpose, customer_id, queued_at, token, \
         arrived_at) SELECT gen_random_uuid(), store_id, line, ticket_on, 99, 'arrived', purpose, customer_id, queued_at, \
         'another', arrived_at FROM visits",
    )
    .execute(&mut app.database.owner());
    assert!(again.unwrap_err().to_string().contains("visits_present_customer"));
}

#[test]
fn fifty_come_to_look_at_cars_and_the_turns_are_kept() {
    let app = TestApp::spawn();
    for name in ["consultant", "consultant2"] {
        let id = app.actor(name).id;
        app.write(name, |tx| commands::check_in(tx, id)).unwrap();
    }
    let people = crowd(&app);
    let (store, first) = (app.store(), app.actor("consultant").id);
    let done = at_once(&app, &people, |tx| {
        commands::arrive(tx, NewArrival::new(store, Purpose::Showroom, Who::Guest(None)))
    });
    let to_first = done
        .into_iter()
        .map(|(_, visit)| visit.unwrap().advisor_id)
        .filter(|advisor| *advisor == Some(first))
        .count();
    assert_eq!(to_first, MANY / 2, "every other one");
}
