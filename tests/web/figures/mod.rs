//! Figures: each worked out by hand on a small store, and set beside its page and its rows.

mod by_hand;
mod recount;
mod rights;
mod targets;

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use uuid::Uuid;
use yingke::figures::measures::forms::AskedQuery;
use yingke::figures::measures::model::{Asked, Measured, Part};
use yingke::figures::measures::queries::{self, Rows};
use yingke::figures::rules::Figure;
use yingke::sales::leads::model::NAME;
use yingke::schema::leads;
use yingke::values::ids::{CustomerId, LeadId};

use crate::support::TestApp;

/// A portal whose rows are written by hand: without foreign keys, and with the triggers of figures.
pub struct House {
    pub app: TestApp,
}

/// The id of this number.
pub fn id(number: u32) -> Uuid {
    format!("00000000-0000-0000-0000-{number:012}").parse().unwrap()
}

impl House {
    pub fn new() -> Self {
        let app = TestApp::spawn();
        let always = "DO $$ DECLARE t record; BEGIN \
             FOR t IN SELECT tgrelid::regclass AS r, tgname FROM pg_trigger WHERE tgname LIKE 'figure\\_%' LOOP \
             EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.r, t.tgname); END LOOP; END $$";
        app.database.owner().batch_execute(always).unwrap();
        Self { app }
    }

    /// `{store}`, `{a}` (an advisor), `{b}` (a consultant), `{u:7}` and `{id:i + 7}` (ids by number) are filled in.
    pub fn run(&self, text: &str) {
        let mut sql = text
            .replace("{store}", &self.app.store().to_string())
            .replace("{a}", &self.app.actor("advisor").id.to_string())
            .replace("{b}", &self.app.actor("consultant").id.to_string());
        while let Some((before, rest)) = sql.split_once("{u:") {
            let (number, after) = rest.split_once('}').unwrap();
            sql = format!("{before}{}{after}", id(number.parse().unwrap()));
        }
        while let Some((before, rest)) = sql.split_once("{id:") {
            let (number, after) = rest.split_once('}').unwrap();
            sql = format!("{before}('00000000-0000-0000-0000-' || lpad(({number})::text, 12, '0'))::uuid{after}");
        }
        let mut owner = self.app.database.owner();
        owner
            .batch_execute(&format!("SET session_replication_role = replica; {sql}"))
            .unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    /// Customers 1001 and so on are these.
    pub fn customers(&self, count: u32) -> Vec<CustomerId> {
        (1..=count)
            .map(|number| {
                self.app
                    .customer(&format!("客户{number}号"), &format!("1380000{number:04}"))
            })
            .collect()
    }

    /// A lead that came at a moment; what else is said of it stands in `more` (column = value).
    pub fn lead(&self, number: u32, at: &str, more: &[(&str, &str)]) -> LeadId {
        let lead = LeadId::from(id(number));
        let columns: String = more.iter().map(|(column, _)| format!(", {column}")).collect();
        let values: String = more.iter().map(|(_, value)| format!(", {value}")).collect();
        let source = if more.iter().any(|(column, _)| *column == "source_id") {
            ("", "")
        } else {
            (", source_id", ", '{u:901}'")
        };
        self.run(&format!(
            "INSERT INTO leads (id, store_id, name_sealed, phone_sealed, phone_bidx, phone_tail_bidx, received_at{}{columns}) \
             VALUES ('{{u:{number}}}', '{{store}}', 'x', 'x', 'x', 'x', '{at}+08'{}{values})",
            source.0, source.1
        ));
        let name = self.app.database.vault().seal(NAME, lead.uuid(), "李线索").unwrap();
        diesel::update(leads::table.find(lead))
            .set(leads::name_sealed.eq(name))
            .execute(&mut self.app.database.owner())
            .unwrap();
        lead
    }

    pub fn sources(&self) {
        self.run(
            "INSERT INTO lead_sources (id, store_id, kind, created_at) VALUES \
             ('{u:901}', '{store}', 'website', now()), ('{u:902}', '{store}', 'referral', now())",
        );
    }

    pub fn asked(&self, who: &str, query: &AskedQuery) -> Asked {
        let wish = query.wish(&self.app.actor(who), self.app.clock.now());
        queries::ask(&mut self.app.database.owner(), &wish).unwrap()
    }

    pub fn measured(&self, who: &str, query: &AskedQuery, figure: Figure) -> Measured {
        let asked = self.asked(who, query);
        let mut all = queries::measure(&mut self.app.database.owner(), &asked, &[figure]).unwrap();
        all.remove(&figure).unwrap()
    }

    /// How many rows the list of a part has, page by page.
    pub fn rows(&self, who: &str, query: &AskedQuery, figure: Figure, part: Part) -> Vec<(Uuid, i16)> {
        let (asked, actor) = (self.asked(who, query), self.app.actor(who));
        let (mut after, mut found) = (String::new(), Vec::new());
        loop {
            let rows = Rows {
                figure,
                part,
                after: &after,
                limit: 2,
            };
            let vault = self.app.database.vault();
            let page = queries::cases(&mut self.app.database.owner(), &vault, &asked, &actor, rows).unwrap();
            found.extend(page.rows.iter().map(|row| (row.subject, row.weight)));
            match page.next {
                Some(next) => after = next,
                None => return found,
            }
        }
    }

    /// The figure of this month by hand: denominator, numerator, and as it is written. The page, its rows and the overview
    /// say the same, before and after the days are counted once and for all.
    pub fn check(&self, figure: Figure, n: i64, sum: i64, written: &str) {
        self.compare(figure, n, sum, written);
        self.settle();
        self.compare(figure, n, sum, written);
    }

    fn compare(&self, figure: Figure, n: i64, sum: i64, written: &str) {
        let query = AskedQuery::default();
        let measured = self.measured("manager", &query, figure);
        assert_eq!((measured.n, measured.sum), (n, sum), "{figure:?}");
        let rows = |part| self.rows("manager", &query, figure, part);
        let (all, met, missed, against) = (
            rows(Part::All),
            rows(Part::Met),
            rows(Part::Missed),
            rows(Part::Against),
        );
        assert_eq!(i64::try_from(all.len()).unwrap(), n, "{figure:?}: all rows");
        let came_to: i64 = all.iter().map(|(_, weight)| i64::from(*weight)).sum();
        assert_eq!(came_to, sum, "{figure:?}: their weights");
        assert_eq!(met.len() + missed.len() + against.len(), all.len(), "{figure:?}: parts");
        assert!(met.iter().all(|(_, weight)| *weight == 1));
        let manager = self.app.sign_in("manager");
        let page = manager.get(&format!("/figures/{}", figure.code()));
        assert_eq!(page.status, 200, "{}", page.body);
        let shown = page.text("#value .v");
        assert!(
            shown.starts_with(written) && shown.contains(&format!("{sum} / {n}")),
            "{figure:?}: {shown}"
        );
        assert_eq!(page.texts("#rows tbody tr").len(), all.len(), "{figure:?}");
        let part = manager.get(&format!("/figures/{}?part=met", figure.code()));
        assert_eq!(part.texts("#rows tbody tr").len(), met.len(), "{figure:?}");
        if Figure::SHOWN.contains(&figure) {
            let list = manager.get("/figures").text(&format!("#figure-{}", figure.code()));
            assert!(list.contains(written), "{figure:?}: {list}");
        }
    }

    /// Counts everything once and for all, as far back as the tests look.
    pub fn settle(&self) {
        use yingke::figures::measures::commands::{Batch, settle};
        let batch = Batch {
            changes: 10_000,
            flows: 70,
            states: 600,
            time: std::time::Duration::MAX,
        };
        self.app
            .db
            .system_write_now(move |tx| settle(tx, batch).map(drop))
            .unwrap();
    }

    pub fn one(&self, sql: &str) -> i64 {
        diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!("({sql})")))
            .get_result(&mut self.app.database.owner())
            .unwrap()
    }
}

/// By person: how many rows, and what they come to.
pub fn by_person(house: &House, figure: Figure) -> BTreeMap<String, (i64, i64)> {
    let asked = house.asked("manager", &AskedQuery::default());
    queries::by_person(&mut house.app.database.owner(), &asked, figure)
        .unwrap()
        .into_iter()
        .map(|person| (person.name, (person.n, person.sum)))
        .collect()
}
