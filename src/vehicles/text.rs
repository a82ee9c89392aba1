//! Words of the vehicles room.

use super::rules::{Energy, Relation};
use crate::{labels, words};

labels! {
    Energy { Fuel: "燃油", "Fuel"; Hybrid: "油电混合", "Hybrid"; PlugIn: "插电混合", "Plug-in hybrid"; Electric: "纯电", "Electric"; }
    Relation { Owner: "车主", "Owner"; Driver: "驾驶人", "Driver"; }
}

words! {
    /// Words of vehicle forms.
    pub struct VehicleText {
        plate: "车牌", "Plate";
        plate_hint: "如 沪A12345；未上牌可不填", "As on the car; leave empty without a plate";
        vin: "车架号 VIN", "VIN";
        engine_number: "发动机号", "Engine number";
        brand: "品牌", "Brand";
        model: "车型", "Model";
        trim: "配置", "Trim";
        colour: "颜色", "Colour";
        energy: "能源", "Energy";
        mileage: "里程", "Mileage";
        purchased_on: "购车日期", "Bought on";
        warranty_until: "质保到期", "Warranty until";
        insurance_until: "保险到期", "Insurance until";
    }
}
