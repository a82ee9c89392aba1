//! What the sheet asks, and when it is complete.

use crate::coded;
use crate::values::fault::Fault;
use crate::values::mileage::Km;
use crate::vehicles::rules::Energy;

coded! {
    /// The steps in their order.
    pub enum Step {
        /// 车辆与里程
        Vehicle "vehicle",
        /// 外观
        Exterior "exterior",
        /// 随车物品与油量电量
        Belongings "belongings",
        /// 需求
        Wishes "wishes",
        /// 估价与预计交车
        Estimate "estimate",
        /// 客户签字
        Signature "signature",
    }
}

impl Step {
    /// The step after this one.
    pub fn next(self) -> Option<Self> {
        let here = Self::ALL.iter().position(|step| *step == self)?;
        Self::ALL.get(here + 1).copied()
    }

    pub fn previous(self) -> Option<Self> {
        let here = Self::ALL.iter().position(|step| *step == self)?;
        Self::ALL.get(here.checked_sub(1)?).copied()
    }
}

coded! {
    /// A part of the outside, as the drawing shows it from above with the front on top; and the inside.
    pub enum Zone {
        FrontBumper "front_bumper", Bonnet "bonnet", Windscreen "windscreen", Roof "roof", RearWindow "rear_window",
        Boot "boot", RearBumper "rear_bumper",
        LeftFrontWing "left_front_wing", LeftFrontDoor "left_front_door", LeftRearDoor "left_rear_door",
        LeftRearWing "left_rear_wing",
        RightFrontWing "right_front_wing", RightFrontDoor "right_front_door", RightRearDoor "right_rear_door",
        RightRearWing "right_rear_wing",
        LeftFrontWheel "left_front_wheel", RightFrontWheel "right_front_wheel", LeftRearWheel "left_rear_wheel",
        RightRearWheel "right_rear_wheel",
        Interior "interior",
    }
}

coded! {
    pub enum Damage { Scratch "scratch", Dent "dent", Chip "chip", Crack "crack", Missing "missing" }
}

coded! {
    /// Lamps that are lit on the dashboard.
    pub enum Light {
        Engine "engine", Oil "oil", Coolant "coolant", Battery "battery", Brake "brake", Abs "abs", Airbag "airbag",
        Tyre "tyre", Stability "stability", Steering "steering", HighVoltage "high_voltage", Service "service",
        Other "other",
    }
}

coded! {
    /// What often stays in the car.
    pub enum Belonging {
        Licence "licence", SpareKey "spare_key", DashCam "dash_cam", TollUnit "toll_unit", SpareWheel "spare_wheel",
        Tools "tools", Triangle "triangle", ChargingCable "charging_cable", ChildSeat "child_seat",
    }
}

coded! {
    /// What is often wished for.
    pub enum Wish {
        Service "service", OilChange "oil_change", BrakeNoise "brake_noise", AirCon "air_con", Tyres "tyres",
        Alignment "alignment", Battery "battery", WarningLight "warning_light", Noise "noise", Inspection "inspection",
        Wash "wash",
    }
}

coded! {
    /// How the customer signed.
    pub enum Signing { Drawn "drawn", Paper "paper" }
}

/// What the car runs on, as far as a gauge tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gauges {
    pub fuel: bool,
    pub charge: bool,
}

/// Fuel in eighths, charge in percent, or both; of a car nobody knows more about, whichever it has.
pub fn gauges(energy: Option<Energy>) -> Gauges {
    let (fuel, charge) = match energy {
        Some(Energy::Fuel | Energy::Hybrid) => (true, false),
        Some(Energy::Electric) => (false, true),
        Some(Energy::PlugIn) | None => (true, true),
    };
    Gauges { fuel, charge }
}

/// From when on a higher reading is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leap {
    pub km: i64,
    pub km_a_day: i64,
}

/// The reading before, and how many days ago that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    pub km: Km,
    pub days: i64,
}

/// Checks a reading against the one before. A reading that is below it, or far above, needs a reason.
pub fn reading(km: Km, last: Option<Last>, reason: bool, leap: Leap) -> Result<(), Fault> {
    let Some(before) = last.filter(|_| !reason) else {
        return Ok(());
    };
    km.not_below(before.km)?;
    let more = i64::from(km.km()) - i64::from(before.km.km());
    if more > leap.km + leap.km_a_day.saturating_mul(before.days.max(0)) {
        return Err(Fault::MileageLeap { last: before.km.km() });
    }
    Ok(())
}

/// What a sheet says so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Customer and car are on record.
    pub known: bool,
    pub mileage: bool,
    pub fuel: bool,
    pub charge: bool,
    pub exterior: bool,
    pub belongings: bool,
    pub wishes: bool,
    pub estimate: bool,
    pub promise: bool,
    pub signed: bool,
}

coded! {
    /// What a sheet may lack.
    pub enum Missing {
        Known "known", Mileage "mileage", Exterior "exterior", Gauge "gauge", Belongings "belongings", Wishes "wishes",
        Estimate "estimate", Promise "promise", Signature "signature",
    }
}

impl Missing {
    /// Where it is filled in.
    pub const fn step(self) -> Step {
        match self {
            Self::Known | Self::Mileage => Step::Vehicle,
            Self::Exterior => Step::Exterior,
            Self::Gauge | Self::Belongings => Step::Belongings,
            Self::Wishes => Step::Wishes,
            Self::Estimate | Self::Promise => Step::Estimate,
            Self::Signature => Step::Signature,
        }
    }
}

/// What has to be filled in before the sheet can be finished.
pub fn missing(filled: &Filled, energy: Option<Energy>) -> Vec<Missing> {
    let wanted = gauges(energy);
    let gauge = match energy {
        None => filled.fuel || filled.charge,
        Some(_) => (filled.fuel || !wanted.fuel) && (filled.charge || !wanted.charge),
    };
    [
        (Missing::Known, filled.known),
        (Missing::Mileage, filled.mileage),
        (Missing::Exterior, filled.exterior),
        (Missing::Gauge, gauge),
        (Missing::Belongings, filled.belongings),
        (Missing::Wishes, filled.wishes),
        (Missing::Estimate, filled.estimate),
        (Missing::Promise, filled.promise),
        (Missing::Signature, filled.signed),
    ]
    .into_iter()
    .filter(|(_, there)| !there)
    .map(|(missing, _)| missing)
    .collect()
}

/// A signature as it was drawn, in a field of 600 × 200.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strokes(Vec<Vec<(u16, u16)>>);

impl Strokes {
    pub const WIDTH: u16 = 600;
    pub const HEIGHT: u16 = 200;
    const MOST_POINTS: usize = 4_000;
    /// A dot is no signature.
    const FEWEST_POINTS: usize = 6;

    /// `12,34 15,36;80,90 81,92`: points in order, a semicolon between strokes.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(Fault::Required);
        }
        let mut points = 0;
        let mut strokes = Vec::new();
        for part in raw.split(';').filter(|part| !part.trim().is_empty()) {
            let mut stroke = Vec::new();
            for pair in part.split_ascii_whitespace() {
                let (x, y) = pair.split_once(',').ok_or(Fault::Choice)?;
                let x: u16 = x.parse().map_err(|_| Fault::Choice)?;
                let y: u16 = y.parse().map_err(|_| Fault::Choice)?;
                if x > Self::WIDTH || y > Self::HEIGHT {
                    return Err(Fault::Choice);
                }
                points += 1;
                if points > Self::MOST_POINTS {
                    return Err(Fault::TooMany { max: Self::MOST_POINTS });
                }
                stroke.push((x, y));
            }
            strokes.push(stroke);
        }
        if points < Self::FEWEST_POINTS {
            return Err(Fault::Required);
        }
        Ok(Self(strokes))
    }

    /// As it is kept and posted.
    pub fn canonical(&self) -> String {
        let stroke = |points: &Vec<(u16, u16)>| {
            let pairs: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
            pairs.join(" ")
        };
        self.0.iter().map(stroke).collect::<Vec<_>>().join(";")
    }

    /// The path of an SVG.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for stroke in &self.0 {
            for (place, (x, y)) in stroke.iter().enumerate() {
                path.push(if place == 0 { 'M' } else { 'L' });
                path.push_str(&format!("{x} {y}"));
            }
            // A dot has no length; drawn, it is as wide as the pen.
            if let [(x, y)] = stroke.as_slice() {
                path.push_str(&format!("L{x} {y}"));
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAP: Leap = Leap {
        km: 20_000,
        km_a_day: 300,
    };

    fn last(km: i32, days: i64) -> Option<Last> {
        Some(Last { km: Km::new(km), days })
    }

    #[test]
    fn a_reading_below_the_last_or_far_above_it_needs_a_reason() {
        let check = |km, last, reason| reading(Km::new(km), last, reason, LEAP);
        assert_eq!(check(28_460, last(28_460, 0), false), Ok(()));
        assert_eq!(
            check(2_846, last(20_135, 180), false),
            Err(Fault::MileageBelowLast { last: 20_135 })
        );
        assert_eq!(check(2_846, last(20_135, 180), true), Ok(()));
        assert_eq!(check(50_135, last(20_135, 100), false), Ok(()), "300 km a day");
        assert_eq!(
            check(284_600, last(28_000, 100), false),
            Err(Fault::MileageLeap { last: 28_000 })
        );
        assert_eq!(check(284_600, last(28_000, 100), true), Ok(()));
        assert_eq!(check(284_600, None, false), Ok(()), "the first reading is what it is");
    }

    #[test]
    fn the_gauge_fits_the_engine() {
        assert_eq!(
            gauges(Some(Energy::Electric)),
            Gauges {
                fuel: false,
                charge: true
            }
        );
        assert_eq!(
            gauges(Some(Energy::PlugIn)),
            Gauges {
                fuel: true,
                charge: true
            }
        );
        assert_eq!(
            gauges(Some(Energy::Hybrid)),
            Gauges {
                fuel: true,
                charge: false
            }
        );
    }

    #[test]
    fn what_is_missing_is_named_with_its_step() {
        let all = missing(&Filled::default(), Some(Energy::Fuel));
        assert_eq!(all, Missing::ALL);
        let full = Filled {
            known: true,
            mileage: true,
            fuel: true,
            charge: false,
            exterior: true,
            belongings: true,
            wishes: true,
            estimate: true,
            promise: true,
            signed: true,
        };
        assert_eq!(missing(&full, Some(Energy::Fuel)), []);
        assert_eq!(missing(&full, None), [], "one gauge is enough of a car nobody knows");
        assert_eq!(missing(&full, Some(Energy::PlugIn)), [Missing::Gauge]);
        assert_eq!(missing(&full, Some(Energy::Electric))[0].step(), Step::Belongings);
    }

    #[test]
    fn steps_follow_each_other() {
        let mut way = vec![Step::Vehicle];
        while let Some(next) = way.last().unwrap().next() {
            way.push(next);
        }
        assert_eq!(way, Step::ALL);
        assert_eq!(Step::Vehicle.previous(), None);
        assert_eq!(Step::Signature.previous(), Some(Step::Estimate));
    }

    #[test]
    fn a_signature_is_points_and_nothing_else() {
        let strokes = Strokes::parse("10,20 11,21 12,22;40,50 41,51 42,52;60,60").unwrap();
        assert_eq!(strokes.path(), "M10 20L11 21L12 22M40 50L41 51L42 52M60 60L60 60");
        assert_eq!(Strokes::parse(&strokes.canonical()), Ok(strokes));
        for bad in [
            "",
            " ; ",
            "1,2",
            "a,b c,d",
            "10,20 11,21 12,22 13,23 14,24 700,1",
            "<svg>",
            "1 2 3 4 5 6 7",
        ] {
            assert!(Strokes::parse(bad).is_err(), "{bad}");
        }
        let long = "1,1 ".repeat(4_001);
        assert_eq!(Strokes::parse(&long), Err(Fault::TooMany { max: 4_000 }));
    }
}
