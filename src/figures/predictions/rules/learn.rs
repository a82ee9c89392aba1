//! How likely another purchase is: a logistic model, learned from a store's own history.

use smartcore::linalg::basic::arrays::Array;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linear::logistic_regression::{LogisticRegression, LogisticRegressionParameters};

use super::stats::{Scale, auc, logistic};

crate::coded! {
    /// What a customer is known by, in the order of `features.sql`.
    pub enum Feature {
        /// Days since the last bill.
        Recency "recency",
        /// Bills in 36 months.
        Frequency "frequency",
        /// The logarithm of what they came to, in yuan.
        Money "money",
        /// Years since the newest car was bought.
        CarAge "car_age",
        /// The last overall score.
        Satisfaction "satisfaction",
        /// In 24 months.
        Complaints "complaints",
    }
}

/// How many features there are.
pub const FEATURES: usize = Feature::ALL.len();
/// Every so many customers …
const OF: usize = 10;
/// … so many are not shown to the model, but used to see how well it does.
const HELD: usize = 3;
/// Keeps weights from running away where purchases are few.
const RIDGE: f64 = 1.0;

/// A customer as they were, and whether they bought within the twelve months that followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// In the order of [`Feature::ALL`].
    pub features: Vec<Option<f64>>,
    pub bought: bool,
}

/// What a feature weighs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    pub feature: Feature,
    pub scale: Scale,
    /// Of the standardised feature.
    pub weight: f64,
}

/// A model that was learned.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub intercept: f64,
    pub weights: Vec<Weight>,
}

/// How much a feature speaks for a purchase (above zero) or against it, compared to the average customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    pub feature: Feature,
    pub value: Option<f64>,
    pub pull: f64,
}

/// What came of learning.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub customers: usize,
    pub positives: usize,
    pub held_out: usize,
    pub held_out_positives: usize,
    /// The model, and the area under its curve on those held out; none: too few purchases.
    pub learned: Option<(Model, f64)>,
}

impl Model {
    /// How much each feature pulls.
    pub fn factors(&self, features: &[Option<f64>]) -> Vec<Factor> {
        self.weights
            .iter()
            .zip(features)
            .map(|(weight, value)| Factor {
                feature: weight.feature,
                value: *value,
                pull: weight.weight * weight.scale.standard(*value),
            })
            .collect()
    }

    /// Between 0 and 1.
    pub fn chance(&self, features: &[Option<f64>]) -> f64 {
        let pulls: f64 = self.factors(features).iter().map(|factor| factor.pull).sum();
        logistic(self.intercept + pulls)
    }

    /// The features that pull most, either way.
    pub fn strongest(&self, features: &[Option<f64>], many: usize) -> Vec<Factor> {
        let mut factors = self.factors(features);
        factors.retain(|factor| factor.value.is_some() && factor.pull.abs() > 1e-9);
        factors.sort_by(|one, other| other.pull.abs().total_cmp(&one.pull.abs()));
        factors.truncate(many);
        factors
    }
}

/// Learns from examples in no particular order; from fewer than `least` purchases nothing is learned.
pub fn learn(examples: &[Example], least: usize) -> Lesson {
    let numbered = || examples.iter().enumerate();
    let held: Vec<&Example> = numbered()
        .filter(|(at, _)| at % OF < HELD)
        .map(|(_, one)| one)
        .collect();
    let shown: Vec<&Example> = numbered()
        .filter(|(at, _)| at % OF >= HELD)
        .map(|(_, one)| one)
        .collect();
    let positives = examples.iter().filter(|one| one.bought).count();
    let learned = if positives < least.max(1) {
        None
    } else {
        fit(&shown).and_then(|model| {
            let scores: Vec<(f64, bool)> = held
                .iter()
                .map(|one| (model.chance(&one.features), one.bought))
                .collect();
            auc(&scores).map(|auc| (model, auc))
        })
    };
    Lesson {
        customers: examples.len(),
        positives,
        held_out: held.len(),
        held_out_positives: held.iter().filter(|one| one.bought).count(),
        learned,
    }
}

/// The weights that fit best; none where one of both kinds is missing.
fn fit(examples: &[&Example]) -> Option<Model> {
    let value = |one: &Example, at: usize| one.features.get(at).copied().flatten();
    let scales: Vec<Scale> = (0..FEATURES)
        .map(|at| {
            let known: Vec<f64> = examples.iter().filter_map(|one| value(one, at)).collect();
            Scale::of(known.into_iter())
        })
        .collect();
    let standard = |one: &&Example| -> Vec<f64> {
        let each = scales.iter().enumerate();
        each.map(|(at, scale)| scale.standard(value(one, at))).collect()
    };
    let rows: Vec<Vec<f64>> = examples.iter().map(standard).collect();
    let bought: Vec<u32> = examples.iter().map(|one| u32::from(one.bought)).collect();
    if !bought.contains(&1) || !bought.contains(&0) {
        return None;
    }
    let matrix = DenseMatrix::from_2d_vec(&rows).ok()?;
    let parameters = LogisticRegressionParameters::default().with_alpha(RIDGE);
    let fitted = LogisticRegression::fit(&matrix, &bought, parameters).ok()?;
    let weights = Feature::ALL.iter().zip(&scales).enumerate();
    let model = Model {
        intercept: *fitted.intercept().get((0, 0)),
        weights: weights
            .map(|(at, (feature, scale))| Weight {
                feature: *feature,
                scale: *scale,
                weight: *fitted.coefficients().get((0, at)),
            })
            .collect(),
    };
    let finite = model.weights.iter().all(|one| one.weight.is_finite()) && model.intercept.is_finite();
    finite.then_some(model)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same numbers every time, spread evenly between 0 and 1.
    fn numbers() -> impl FnMut() -> f64 {
        let mut state = 20_261_122_u64;
        move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        }
    }

    /// Whoever came lately buys more often; nothing else counts.
    fn history(many: usize) -> Vec<Example> {
        let mut next = numbers();
        (0..many)
            .map(|_| {
                let days = next() * 730.0;
                let bought = next() < logistic(1.0 - days / 150.0);
                Example {
                    features: vec![
                        Some(days),
                        Some(next() * 9.0),
                        Some(next() * 12.0),
                        None,
                        Some(4.0),
                        Some(0.0),
                    ],
                    bought,
                }
            })
            .collect()
    }

    #[test]
    fn what_counts_is_found_and_what_does_not_weighs_little() {
        let lesson = learn(&history(3_000), 200);
        let (model, auc) = lesson.learned.clone().unwrap();
        assert!(auc > 0.75, "{auc}");
        assert_eq!((lesson.customers, lesson.held_out), (3_000, 900));
        assert!(lesson.positives >= 200 && lesson.held_out_positives < lesson.positives);
        assert!(model.weights[0].weight < -0.8, "{:?}", model.weights[0]);
        assert!(model.weights[1].weight.abs() < 0.2 && model.weights[2].weight.abs() < 0.2);
        let (lately, long_ago) = (vec![Some(10.0); 6], [Some(700.0); 6]);
        assert!(model.chance(&lately[..1]) > model.chance(&long_ago[..1]));
        let factors = model.strongest(&[Some(700.0), Some(4.5), Some(6.0), None, Some(4.0), Some(0.0)], 3);
        assert_eq!(factors[0].feature, Feature::Recency);
        assert!(factors[0].pull < 0.0 && factors.iter().all(|one| one.feature != Feature::CarAge));
    }

    #[test]
    fn nothing_is_learned_from_few_purchases() {
        let all = history(3_000);
        let positives = all.iter().filter(|one| one.bought).count();
        assert!(learn(&all, positives).learned.is_some());
        let lesson = learn(&all, positives + 1);
        assert_eq!((lesson.learned, lesson.positives), (None, positives));
        assert_eq!(learn(&[], 0).learned, None);
    }

    #[test]
    fn a_chance_follows_from_its_factors() {
        let model = Model {
            intercept: -1.0,
            weights: vec![
                Weight {
                    feature: Feature::Recency,
                    scale: Scale { mean: 100.0, sd: 50.0 },
                    weight: -0.5,
                },
                Weight {
                    feature: Feature::Frequency,
                    scale: Scale { mean: 4.0, sd: 2.0 },
                    weight: 0.25,
                },
            ],
        };
        // −1 − 0.5 · (200 − 100) ÷ 50 + 0.25 · (8 − 4) ÷ 2 = −1.5
        let known = [Some(200.0), Some(8.0)];
        assert!((model.chance(&known) - 1.0 / (1.0 + 1.5_f64.exp())).abs() < 1e-12);
        let strongest = model.strongest(&known, 1);
        assert_eq!((strongest[0].feature, strongest[0].pull), (Feature::Recency, -1.0));
    }
}
