//! Choices with a code: how they are stored (TEXT with a CHECK), posted and written to the audit log.

/// Declares an enum whose variants are stored and posted by a code.
///
/// ```
/// yingke::coded! {
///     /// Which way a door opens.
///     pub enum Door { Push "push", Pull "pull" }
/// }
/// assert_eq!(Door::parse("pull"), Some(Door::Pull));
/// assert_eq!(Door::Push.code(), "push");
/// ```
#[macro_export]
macro_rules! coded {
    ($(#[$meta:meta])* $vis:vis enum $Name:ident { $($(#[$about:meta])* $Variant:ident $code:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, diesel::expression::AsExpression,
            diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        $vis enum $Name { $($(#[$about])* $Variant,)* }

        impl $Name {
            /// Every choice, in the order of the lists people choose from.
            pub const ALL: &'static [Self] = &[$(Self::$Variant,)*];

            /// How the choice is stored and posted.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$Variant => $code,)* }
            }

            /// The choice with this code.
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$Variant),)* _ => None }
            }

            /// As [`Self::parse`], for a form field.
            pub fn chosen(code: &str) -> Result<Self, $crate::values::fault::Fault> {
                Self::parse(code).ok_or($crate::values::fault::Fault::Choice)
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $Name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg>>::to_sql(self.code(), out)
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $Name {
            fn from_sql(value: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let code = std::str::from_utf8(value.as_bytes())?;
                Self::parse(code).ok_or_else(|| concat!("unknown code of ", stringify!($Name)).into())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let code = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                Self::parse(&code)
                    .ok_or_else(|| serde::de::Error::custom(concat!("unknown code of ", stringify!($Name))))
            }
        }
    };
}
