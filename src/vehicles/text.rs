//! Words of the vehicles room.

use super::rules::{Energy, Relation};
use crate::labels;

labels! {
    Energy { Fuel: "燃油", "Fuel"; Hybrid: "油电混合", "Hybrid"; PlugIn: "插电混合", "Plug-in hybrid"; Electric: "纯电", "Electric"; }
    Relation { Owner: "车主", "Owner"; Driver: "驾驶人", "Driver"; }
}
