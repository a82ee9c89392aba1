//! The drawing of a car, seen from above with the front on top, its sides folded out.

use super::rules::Zone;

/// A part of the drawing: its outline, and where its number stands.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub zone: Zone,
    pub outline: &'static str,
    pub at: (u16, u16),
}

/// Every part that can be pointed at, in a field of 240 × 424.
pub const PARTS: [Part; 19] = [
    part(Zone::FrontBumper, "M72 24Q120 4 168 24L174 46Q120 30 66 46Z", (120, 28)),
    part(Zone::Bonnet, "M66 50Q120 34 174 50L170 118Q120 104 70 118Z", (120, 78)),
    part(
        Zone::Windscreen,
        "M71 122Q120 108 169 122L158 158Q120 148 82 158Z",
        (120, 135),
    ),
    part(
        Zone::Roof,
        "M82 162Q120 152 158 162L158 266Q120 272 82 266Z",
        (120, 214),
    ),
    part(
        Zone::RearWindow,
        "M82 270Q120 276 158 270L168 302Q120 312 72 302Z",
        (120, 290),
    ),
    part(
        Zone::Boot,
        "M72 306Q120 316 168 306L173 368Q120 382 67 368Z",
        (120, 344),
    ),
    part(
        Zone::RearBumper,
        "M67 372Q120 386 173 372L167 398Q120 416 73 398Z",
        (120, 394),
    ),
    part(Zone::LeftFrontWing, "M62 50L66 120L38 120L36 66Q46 52 62 50Z", (51, 92)),
    part(Zone::LeftFrontDoor, "M66 124L78 160L78 206L40 206L38 124Z", (54, 166)),
    part(Zone::LeftRearDoor, "M40 210L78 210L78 268L66 292L38 292Z", (56, 246)),
    part(Zone::LeftRearWing, "M38 296L66 296L63 368Q48 366 36 352Z", (51, 328)),
    part(
        Zone::RightFrontWing,
        "M178 50L174 120L202 120L204 66Q194 52 178 50Z",
        (189, 92),
    ),
    part(
        Zone::RightFrontDoor,
        "M174 124L162 160L162 206L200 206L202 124Z",
        (186, 166),
    ),
    part(
        Zone::RightRearDoor,
        "M200 210L162 210L162 268L174 292L202 292Z",
        (184, 246),
    ),
    part(
        Zone::RightRearWing,
        "M202 296L174 296L177 368Q192 366 204 352Z",
        (189, 328),
    ),
    part(
        Zone::LeftFrontWheel,
        "M8 68h18q5 0 5 5v40q0 5 -5 5h-18q-5 0 -5 -5v-40q0 -5 5 -5Z",
        (17, 93),
    ),
    part(
        Zone::RightFrontWheel,
        "M214 68h18q5 0 5 5v40q0 5 -5 5h-18q-5 0 -5 -5v-40q0 -5 5 -5Z",
        (223, 93),
    ),
    part(
        Zone::LeftRearWheel,
        "M8 302h18q5 0 5 5v40q0 5 -5 5h-18q-5 0 -5 -5v-40q0 -5 5 -5Z",
        (17, 327),
    ),
    part(
        Zone::RightRearWheel,
        "M214 302h18q5 0 5 5v40q0 5 -5 5h-18q-5 0 -5 -5v-40q0 -5 5 -5Z",
        (223, 327),
    ),
];

const fn part(zone: Zone, outline: &'static str, at: (u16, u16)) -> Part {
    Part { zone, outline, at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_outside_is_drawn_once() {
        let drawn: std::collections::BTreeSet<Zone> = PARTS.iter().map(|part| part.zone).collect();
        let outside = Zone::ALL.iter().filter(|zone| **zone != Zone::Interior).count();
        assert_eq!((drawn.len(), PARTS.len()), (outside, outside));
        assert!(!drawn.contains(&Zone::Interior));
    }
}
