//! What only a browser shows: keyboard, focus, live update, policy, axe-core.

mod boards;
mod dashboard;
mod forms;
mod interviews;
mod journeys;
mod keyboard;
mod lists;
mod my_day;
mod pages;
mod preferences;
mod questionnaires;
mod reception;
mod sales_story;
mod service_day;
mod support;
mod surveys;
mod without_scripts;

/// A complaint by telephone, of somebody not known before.
const COMPLAINT: [(&str, &str); 6] = another_complaint("13800001111");

/// The same from another telephone.
const fn another_complaint(phone: &str) -> [(&str, &str); 6] {
    [
        ("new_name", "周一"),
        ("new_phone", phone),
        ("channel", "phone"),
        ("category", "waiting_time"),
        ("severity", "normal"),
        ("facts", "等了三个小时"),
    ]
}
