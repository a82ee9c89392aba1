//! `yingke staff`: people from the command line, above all the first administrator.

use clap::{Args, Subcommand};

use super::setup::{self, House, Problem};
use crate::access::Role;
use crate::platform::db::{Author, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::i18n::faults;
use crate::staff::model::{About, Credentials, LinkSecret, NewPerson, PeopleFilter, PeopleState, StoreRow};
use crate::staff::views::roles_joined;
use crate::staff::{commands, queries, rules};
use crate::surveys::questionnaires;
use crate::values::email::Email;
use crate::values::ids::StoreId;
use crate::values::person_name::PersonName;

#[derive(Subcommand)]
pub(super) enum Staff {
    /// Adds a person and prints the one-time link to set their password with
    Add(Add),
    /// Lists the people of every store
    List,
    /// Prints a one-time link to set a new password with
    Reset {
        /// Whose password: the name they sign in with
        username: String,
    },
    /// Takes the second step off an account whose phone and recovery codes are lost
    ResetSecondStep {
        /// Whose second step: the name they sign in with
        username: String,
    },
}

#[derive(Args)]
pub(super) struct Add {
    /// To sign in with: small letters, digits, dots, hyphens, underscores
    #[arg(long)]
    username: String,
    /// As colleagues call the person, e.g. 王芳
    #[arg(long)]
    name: String,
    /// Work e-mail, where links are sent; may be added later
    #[arg(long)]
    email: Option<String>,
    /// Such as admin or store_manager; may be given several times
    #[arg(long, required = true)]
    role: Vec<String>,
    /// Code of the store; needed when there are several
    #[arg(long)]
    store: Option<String>,
    /// Name of the first store, which is made if there is none yet
    #[arg(long)]
    store_name: Option<String>,
}

pub(super) fn run(what: &Staff) -> Result<(), Problem> {
    let house = setup::open()?;
    match what {
        Staff::Add(args) => add(&house, args),
        Staff::List => list(&house),
        Staff::Reset { username } => reset(&house, username),
        Staff::ResetSecondStep { username } => reset_second_step(&house, username),
    }
}

fn add(house: &House, args: &Add) -> Result<(), Problem> {
    let new = person(args)?;
    let link = LinkSecret::new();
    let stores = queries::stores(&mut *house.db.connection()?)?;
    let first_name = args.store_name.as_deref();
    let known = choose(&stores, args.store.as_deref(), first_name)?;
    let code = args.store.as_deref().unwrap_or("S01");
    write(house, |tx| {
        let store = match known {
            Some(store) => store,
            None => {
                let store = commands::found_store(tx, code, first_name.unwrap_or(code))?;
                questionnaires::commands::install_standard(tx, store)?;
                store
            }
        };
        commands::invite(tx, store, &new, &link).map(drop)
    })
    .map_err(|error| match error {
        Error::Constraint(name) if name == "staff_username_key" => format!(
            "the username {} is taken: choose another, or `yingke staff reset`",
            new.username
        )
        .into(),
        other => Problem::from(other),
    })?;
    print_link(house, &new.username, &link);
    Ok(())
}

fn list(house: &House) -> Result<(), Problem> {
    let mut conn = house.db.connection()?;
    for store in queries::stores(&mut conn)? {
        println!("{} {}", store.code, store.name);
        let mut wanted = PeopleFilter {
            state: PeopleState::All,
            ..PeopleFilter::default()
        };
        loop {
            let page = queries::people(&mut conn, store.id, &wanted)?;
            for person in page.rows {
                let state = match (person.disabled_at, person.is_invited()) {
                    (Some(_), _) => " [disabled]",
                    (None, true) => " [invited]",
                    (None, false) => "",
                };
                let roles = roles_joined(&person.roles(), Lang::En);
                println!("  {:<20} {} ({roles}){state}", person.username, person.name);
            }
            match page.next {
                Some(after) => wanted.after = after,
                None => break,
            }
        }
    }
    Ok(())
}

fn reset(house: &House, username: &str) -> Result<(), Problem> {
    let known = known(house, username)?;
    if known.disabled_at.is_some() {
        return Err(format!("the account {username} is disabled: enable it on its page first").into());
    }
    let link = LinkSecret::new();
    write(house, |tx| commands::issue_link_to(tx, known.id, &link))?;
    print_link(house, username, &link);
    Ok(())
}

fn reset_second_step(house: &House, username: &str) -> Result<(), Problem> {
    let known = known(house, username)?;
    write(house, |tx| commands::reset_second_step_of(tx, known.id)).map_err(|error| match error {
        Error::WrongState => format!("the account {username} has no second step").into(),
        other => Problem::from(other),
    })?;
    println!("{username} signs in with the password alone next, and sets a second step up if the roles need one.");
    Ok(())
}

fn known(house: &House, username: &str) -> Result<Credentials, Problem> {
    queries::credentials(&mut *house.db.connection()?, username)?
        .ok_or_else(|| format!("nobody has the username {username}: see `yingke staff list`").into())
}

fn write<T>(house: &House, command: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>) -> Result<T, Error> {
    house.db.write_now(Author::System, command)
}

fn print_link(house: &House, username: &str, link: &LinkSecret) {
    println!(
        "One-time link for {username}, good for {} hours:",
        rules::LINK_VALID.num_hours()
    );
    println!("{}", link.url(&house.config.base_url));
}

/// The store meant; `None` when the first one is to be made.
fn choose(stores: &[StoreRow], code: Option<&str>, first_name: Option<&str>) -> Result<Option<StoreId>, Problem> {
    match (stores, code) {
        ([], _) if first_name.is_some() => Ok(None),
        ([], _) => Err("there is no store yet: name the first one with --store-name".into()),
        ([only], None) => Ok(Some(only.id)),
        (_, Some(code)) => {
            let found = stores.iter().find(|store| store.code == code);
            found.map(|store| Some(store.id)).ok_or_else(|| unknown_store(stores))
        }
        (_, None) => Err(unknown_store(stores)),
    }
}

fn unknown_store(stores: &[StoreRow]) -> Problem {
    let codes: Vec<&str> = stores.iter().map(|store| store.code.as_str()).collect();
    format!("choose a store with --store: {}", codes.join(", ")).into()
}

fn person(args: &Add) -> Result<NewPerson, Problem> {
    let wrong = |option: &str, fault| Problem::from(format!("--{option}: {}", faults::words(&fault, Lang::En)));
    let role = |code: &String| {
        Role::parse(code).ok_or_else(|| {
            let codes: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
            Problem::from(format!("--role: {code} is none of {}", codes.join(", ")))
        })
    };
    let mut roles = args.role.iter().map(role).collect::<Result<Vec<Role>, Problem>>()?;
    roles.sort_unstable();
    roles.dedup();
    Ok(NewPerson {
        username: rules::username(&args.username).map_err(|fault| wrong("username", fault))?,
        about: About {
            name: PersonName::parse(&args.name).map_err(|fault| wrong("name", fault))?,
            email: match &args.email {
                Some(email) => Some(Email::parse(email).map_err(|fault| wrong("email", fault))?),
                None => None,
            },
            team: None,
            roles,
        },
    })
}
