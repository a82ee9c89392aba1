/// Declares a group of settings: a struct with a default per field, and its sheet for the screen.
///
/// The kind decides the type of the field, how it is typed and within which bounds (see
/// [`kinds`](crate::platform::settings::kinds)): `Minutes(min, max)`, `Hours`, `Days`, `Months`, `Count`,
/// `OClock`, `Km`, `Places`, `Points`, `WholeYuan`, `Year`, `Tiers` and `Percents` are `u32`;
/// `Yuan(max_yuan)` is a [`Fen`](crate::values::money::Fen), `Share(max)` a [`Percent`](crate::values::percent::Percent),
/// `Bool` a `bool`, `Words(max)` and `Phones(max)` a `Vec<String>`, `Names(max)` a `Vec<Name>` with a code and a name in each language.
///
/// ```
/// yingke::settings! {
///     /// How long a visitor may wait.
///     pub struct Waiting("reception.waiting", "等候", "Waiting") {
///         amber_minutes: Minutes(1, 120) = 10, "等候提醒", "Remind after";
///         red_minutes: Minutes(1, 240) = 20, "等候超时", "Overdue after", "超过后通知经理", "Then the manager is told";
///     }
/// }
/// assert_eq!(Waiting::default().red_minutes, 20);
/// assert_eq!(Waiting::SHEET.fields.len(), 2);
/// ```
///
/// A rule across fields follows as `check(path::to::function)`, where the function takes `&Self` and gives
/// [`FieldErrors`](crate::platform::error::FieldErrors).
#[macro_export]
macro_rules! settings {
    (
        $(#[$meta:meta])*
        $vis:vis struct $Name:ident ($key:literal, $zh:literal, $en:literal) {
            $($field:ident : $Kind:ident $(($($bound:expr),*))? = $default:expr,
                $field_zh:literal, $field_en:literal $(, $hint_zh:literal, $hint_en:literal)? ;)*
        }
        $(check($check:path))?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        $vis struct $Name {
            $(pub $field: <$crate::platform::settings::kinds::$Kind as $crate::platform::settings::kinds::Typed>::Value,)*
        }

        impl Default for $Name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl $crate::platform::settings::Setting for $Name {
            const KEY: &'static str = $key;
            const FIELDS: &'static [$crate::platform::settings::Field] = &[$(
                $crate::platform::settings::Field {
                    name: stringify!($field),
                    label: ($field_zh, $field_en),
                    hint: $crate::settings!(@hint $($hint_zh, $hint_en)?),
                    kind: $crate::platform::settings::kinds::$Kind::kind($($($bound),*)?),
                },
            )*];

            $(fn check(&self) -> $crate::platform::error::FieldErrors {
                $check(self)
            })?
        }

        impl $Name {
            /// For the screen.
            pub const SHEET: $crate::platform::settings::Sheet =
                $crate::platform::settings::Sheet::of::<$Name>(($zh, $en));
        }
    };
    (@hint) => { ("", "") };
    (@hint $zh:literal, $en:literal) => { ($zh, $en) };
}
