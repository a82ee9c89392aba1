//! A workbook of a few mebibytes whose shared strings unpack to most of a gibibyte: a ZIP archive made by hand, since
//! no honest writer makes one.

/// What the strings unpack to.
const SWOLLEN: usize = 900 << 20;

pub fn workbook() -> Vec<u8> {
    let mut archive = Archive::default();
    archive.stored(
        "_rels/.rels",
        br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    );
    archive.stored(
        "xl/_rels/workbook.xml.rels",
        br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    );
    archive.stored(
        "xl/workbook.xml",
        br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    );
    archive.stored(
        "xl/worksheets/sheet1.xml",
        br#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>"#,
    );
    let (packed, size) = swollen(
        br#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>a"#,
        b"</t></si></sst>",
    );
    archive.add("xl/sharedStrings.xml", 8, 0, &packed, size);
    archive.finish()
}

/// Deflated by the fixed code: `before`, its last byte again and again, `after`.
fn swollen(before: &[u8], after: &[u8]) -> (Vec<u8>, usize) {
    let mut bits = Bits::default();
    bits.push(0b011, 3);
    before.iter().for_each(|byte| bits.literal(*byte));
    let repeats = SWOLLEN / 258;
    for _ in 0..repeats {
        // Length 258 (code 285), distance 1 (code 0).
        bits.code(0b1100_0101, 8);
        bits.code(0, 5);
    }
    after.iter().for_each(|byte| bits.literal(*byte));
    bits.code(0, 7);
    (bits.finish(), before.len() + repeats * 258 + after.len())
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    waiting: u32,
    count: u32,
}

impl Bits {
    /// Lowest bit first.
    fn push(&mut self, value: u32, length: u32) {
        self.waiting |= value << self.count;
        self.count += length;
        while self.count >= 8 {
            self.bytes.push(u8::try_from(self.waiting & 0xFF).unwrap());
            self.waiting >>= 8;
            self.count -= 8;
        }
    }

    /// A code of the Huffman table: highest bit first.
    fn code(&mut self, value: u32, length: u32) {
        self.push(value.reverse_bits() >> (32 - length), length);
    }

    fn literal(&mut self, byte: u8) {
        assert!(byte < 144);
        self.code(0x30 + u32::from(byte), 8);
    }

    fn finish(mut self) -> Vec<u8> {
        self.push(0, 7);
        self.bytes
    }
}

#[derive(Default)]
struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    parts: u16,
}

impl Archive {
    fn stored(&mut self, name: &str, body: &[u8]) {
        self.add(name, 0, crc(body), body, body.len());
    }

    fn add(&mut self, name: &str, method: u16, crc: u32, packed: &[u8], size: usize) {
        let at = u32::try_from(self.bytes.len()).unwrap();
        let mut common = Vec::new();
        for number in [20_u16, 0, method, 0, 0] {
            common.extend(number.to_le_bytes());
        }
        for number in [crc, u32::try_from(packed.len()).unwrap(), u32::try_from(size).unwrap()] {
            common.extend(number.to_le_bytes());
        }
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&common);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(packed);
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&common);
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.parts += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        let at = u32::try_from(self.bytes.len()).unwrap();
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.parts.to_le_bytes());
        self.bytes.extend(self.parts.to_le_bytes());
        self.bytes
            .extend(u32::try_from(self.directory.len()).unwrap().to_le_bytes());
        self.bytes.extend(at.to_le_bytes());
        self.bytes.extend([0, 0]);
        self.bytes
    }
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}
