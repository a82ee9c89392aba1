use std::fmt;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Binary;

macro_rules! binary_column {
    ($(#[$meta:meta])* $Name:ident, $shown:literal) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
        #[diesel(sql_type = Binary)]
        pub struct $Name(Vec<u8>);

        impl $Name {
            pub fn from_bytes(bytes: Vec<u8>) -> Self {
                Self(bytes)
            }

            pub fn bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Debug for $Name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str($shown)
            }
        }

        impl ToSql<Binary, Pg> for $Name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <Vec<u8> as ToSql<Binary, Pg>>::to_sql(&self.0, out)
            }
        }

        impl FromSql<Binary, Pg> for $Name {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                <Vec<u8> as FromSql<Binary, Pg>>::from_sql(value).map(Self)
            }
        }

        /// From JSON that the database made of a row: `\\x0a1b…`.
        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                hex::decode(text.trim_start_matches("\\x"))
                    .map(Self)
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}

binary_column!(
    /// A sealed value as it lies in a `…_sealed` column.
    Sealed,
    "[sealed]"
);
binary_column!(
    /// A blind index as it lies in a `…_bidx` column: 16 bytes.
    BlindIndex,
    "[index]"
);
