//! All names, one after the other, as numbers of characters: a search is one scan.

use std::collections::HashMap;

use uuid::Uuid;

use super::glyphs::{Glyph, Glyphs};
use crate::platform::vault::Pii;
use crate::values::ids::StoreId;
use crate::values::text;

/// A name as it is now; `None` takes it out.
pub(super) struct Named {
    pub id: Uuid,
    pub store: StoreId,
    pub name: Option<Pii<String>>,
    /// The transaction that changed it last.
    pub changed: i64,
}

#[derive(Default)]
pub(super) struct Arena {
    glyphs: Glyphs,
    letters: Vec<Glyph>,
    entries: Vec<Entry>,
    places: HashMap<Uuid, usize>,
    /// Letters that belong to no entry any more.
    dead: usize,
}

struct Entry {
    id: Uuid,
    store: StoreId,
    start: u32,
    /// 0 for one that was taken out.
    length: u16,
    changed: i64,
}

/// What is typed and what is kept, made alike: lower case, half width, without spaces, dots and dashes.
pub(super) fn fold(text: &str) -> Vec<char> {
    let unseen = |sign: &char| !sign.is_whitespace() && !sign.is_control() && !"·•・‧∙⋅.-'’()（）,，".contains(*sign);
    text::normalize_width(text)
        .chars()
        .flat_map(char::to_lowercase)
        .map(|sign| if sign == 'ü' { 'v' } else { sign })
        .filter(unseen)
        .collect()
}

impl Arena {
    pub fn len(&self) -> usize {
        self.entries.iter().filter(|entry| entry.length > 0).count()
    }

    /// Whether the record is here as that transaction left it.
    pub fn holds(&self, id: Uuid, changed: i64) -> bool {
        let entry = self.places.get(&id).and_then(|place| self.entries.get(*place));
        entry.is_some_and(|entry| entry.changed == changed)
    }

    pub fn put(&mut self, new: Named) {
        let Ok(start) = u32::try_from(self.letters.len()) else {
            return;
        };
        let folded = new.name.as_ref().map(|name| fold(name.expose())).unwrap_or_default();
        let letters: Vec<Glyph> = folded
            .into_iter()
            .take(200)
            .map(|sign| self.glyphs.number(sign))
            .collect();
        let length = u16::try_from(letters.len()).unwrap_or(0);
        self.letters.extend(letters);
        let entry = Entry {
            id: new.id,
            store: new.store,
            start,
            length,
            changed: new.changed,
        };
        match self.places.get(&new.id).and_then(|place| self.entries.get_mut(*place)) {
            Some(old) => {
                self.dead += usize::from(old.length);
                *old = entry;
            }
            None => {
                self.places.insert(new.id, self.entries.len());
                self.entries.push(entry);
            }
        }
        if self.dead > 10_000 && self.dead * 2 > self.letters.len() {
            self.close_up();
        }
    }

    /// Gives back the room of names that changed.
    fn close_up(&mut self) {
        let mut letters = Vec::with_capacity(self.letters.len() - self.dead);
        for entry in &mut self.entries {
            let Ok(start) = u32::try_from(letters.len()) else {
                return;
            };
            letters.extend_from_slice(name(&self.letters, entry));
            entry.start = start;
        }
        self.letters = letters;
        self.dead = 0;
    }

    /// Whose name is this one, sign by sign.
    pub fn namesakes(&self, store: StoreId, wanted: &[char]) -> Vec<Uuid> {
        let signs: Option<Vec<Glyph>> = wanted.iter().map(|sign| self.glyphs.known_number(*sign)).collect();
        let Some(signs) = signs.filter(|signs| !signs.is_empty()) else {
            return Vec::new();
        };
        self.entries
            .iter()
            .filter(|entry| entry.store == store && name(&self.letters, entry) == signs)
            .map(|entry| entry.id)
            .collect()
    }

    /// Best first: the whole name, its beginning, uncut readings; among equals the newest.
    pub fn search(&self, store: StoreId, wanted: &[char]) -> Vec<Uuid> {
        let begins = self.glyphs.beginnings(wanted);
        let mut hits: Vec<(u8, Uuid)> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.store == store) {
            let name = name(&self.letters, entry);
            let rank = (0..name.len())
                .filter(|at| name.get(*at).and_then(|glyph| begins.get(usize::from(*glyph))) == Some(&true))
                .filter_map(|at| {
                    let fit = self.glyphs.fit(name.get(at..)?, wanted)?;
                    Some(if at == 0 { 4 + fit.rank() } else { fit.rank() & 1 })
                })
                .max();
            if let Some(rank) = rank {
                hits.push((rank, entry.id));
            }
        }
        hits.sort_unstable_by(|a, b| b.cmp(a));
        hits.into_iter().map(|(_, id)| id).collect()
    }
}

fn name<'a>(letters: &'a [Glyph], entry: &Entry) -> &'a [Glyph] {
    let start = entry.start as usize;
    letters
        .get(start..start + usize::from(entry.length))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arena(names: &[&str]) -> (Arena, StoreId) {
        let store = StoreId::new();
        let mut arena = Arena::default();
        for (number, name) in names.iter().enumerate() {
            arena.put(named(number, store, Some(name)));
        }
        (arena, store)
    }

    fn named(number: usize, store: StoreId, name: Option<&str>) -> Named {
        Named {
            id: Uuid::from_u128(number as u128 + 1),
            store,
            name: name.map(|name| Pii::new(name.to_owned())),
            changed: 1,
        }
    }

    const NAMES: [&str; 10] = [
        "张三",
        "张伟",
        "曾小贤",
        "单雄信",
        "欧阳娜娜",
        "阿依古丽·买买提",
        "John Smith",
        "吕布",
        "上海迎客汽车销售有限公司",
        "李三张",
    ];

    fn found(term: &str) -> Vec<&'static str> {
        let (arena, store) = arena(&NAMES);
        let hits = arena.search(store, &fold(term));
        hits.iter().map(|id| NAMES[id.as_u128() as usize - 1]).collect()
    }

    #[test]
    fn part_of_the_name_pinyin_initials_and_mixtures() {
        assert_eq!(found("张三"), ["张三"]);
        assert_eq!(found("张"), ["张伟", "张三", "李三张"]);
        assert_eq!(found("zs"), ["张三"]);
        assert_eq!(found("ZHANG san"), ["张三"]);
        assert_eq!(found("zhangs"), ["张三"]);
        assert_eq!(found("zhsan"), ["张三"]);
        assert_eq!(found("张s"), ["张三"]);
        assert_eq!(found("ｚｓ"), ["张三"]);
        assert_eq!(found("ouyang"), ["欧阳娜娜"]);
        assert_eq!(found("oynn"), ["欧阳娜娜"]);
        assert_eq!(found("nana"), ["欧阳娜娜"]);
        assert_eq!(found("ayg"), ["阿依古丽·买买提"]);
        assert_eq!(found("买买提"), ["阿依古丽·买买提"]);
        assert_eq!(found("古丽 买"), ["阿依古丽·买买提"]);
        assert_eq!(found("smith"), ["John Smith"]);
        assert_eq!(found("yingke"), ["上海迎客汽车销售有限公司"]);
        assert!(found("赵").is_empty());
        assert!(found("hang").is_empty(), "a reading is matched from its beginning");
    }

    #[test]
    fn every_reading_of_a_surname_counts() {
        for term in ["zengxiaoxian", "cengxx", "zxx"] {
            assert_eq!(found(term), ["曾小贤"], "{term}");
        }
        assert_eq!(found("shanxiong"), ["单雄信"]);
        assert_eq!(found("danxx"), ["单雄信"]);
        for term in ["lvbu", "lübu", "lubu", "lb"] {
            assert_eq!(found(term), ["吕布"], "{term}");
        }
    }

    #[test]
    fn the_whole_name_comes_first_then_its_beginning() {
        let (arena, store) = arena(&["张三丰", "张三", "李张三"]);
        let hits: Vec<u128> = arena
            .search(store, &fold("张三"))
            .iter()
            .map(|id| id.as_u128())
            .collect();
        assert_eq!(hits, [2, 1, 3]);
    }

    #[test]
    fn namesakes_have_the_very_same_name() {
        let (arena, store) = arena(&["张三", "张三丰", "张珊", "张 三"]);
        assert_eq!(arena.namesakes(store, &fold("张三")).len(), 2);
        assert!(arena.namesakes(store, &fold("李四")).is_empty());
        assert!(arena.namesakes(store, &[]).is_empty());
    }

    #[test]
    fn a_changed_name_replaces_the_old_and_a_merged_customer_goes() {
        let (mut arena, store) = arena(&["张三"]);
        arena.put(named(0, store, Some("李四")));
        assert!(arena.search(store, &fold("zs")).is_empty());
        assert_eq!(arena.search(store, &fold("ls")).len(), 1);
        arena.put(named(0, store, None));
        assert!(arena.search(store, &fold("ls")).is_empty());
        assert_eq!(arena.len(), 0);
    }

    #[test]
    fn names_of_another_store_are_not_found() {
        let (arena, _) = arena(&["张三"]);
        assert!(arena.search(StoreId::new(), &fold("zs")).is_empty());
    }

    #[test]
    fn closing_up_loses_nothing() {
        let (mut arena, store) = arena(&["张三"]);
        for _ in 0..12_000 {
            arena.put(named(1, store, Some("欧阳娜娜")));
        }
        assert!(arena.letters.len() < 30_000);
        assert_eq!(arena.search(store, &fold("oynn")).len(), 1);
        assert_eq!(arena.search(store, &fold("zs")).len(), 1);
    }
}
