//! CSV in memory: result files before they are written.

use serde_json::{Map, Value};

/// A writer whose records stay in memory.
pub type Writer = csv::Writer<Vec<u8>>;

/// The bytes of a CSV with this header and the records that `fill` writes.
pub fn bytes<'a>(header: impl IntoIterator<Item = &'a str>, fill: impl FnOnce(&mut Writer) -> csv::Result<()>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).expect("writing to memory does not fail");
    append(writer, fill)
}

/// The bytes of a CSV with the records that `fill` writes appended. `old` must end with a line end.
pub fn extended(old: Vec<u8>, fill: impl FnOnce(&mut Writer) -> csv::Result<()>) -> Vec<u8> {
    append(csv::Writer::from_writer(old), fill)
}

/// The records of a CSV as a JSON array, one object for each record.
///
/// The columns of `numbers` are numbers, or null if they are empty or no number. All others are strings.
pub fn json(csv: &[u8], numbers: &[&str]) -> String {
    let mut reader = csv::Reader::from_reader(csv);
    let header = reader.headers().expect("what was written is CSV").clone();
    let field = |(name, text): (&str, &str)| {
        let value = match numbers.contains(&name) {
            true => text.parse().unwrap_or(Value::Null),
            false => Value::String(text.into()),
        };
        (name.to_string(), value)
    };
    let row = |record: csv::Result<csv::StringRecord>| {
        let record = record.expect("what was written is CSV");
        Value::Object(header.iter().zip(record.iter()).map(field).collect::<Map<_, _>>()).to_string()
    };
    let rows: Vec<String> = reader.records().map(row).collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

fn append(mut writer: Writer, fill: impl FnOnce(&mut Writer) -> csv::Result<()>) -> Vec<u8> {
    fill(&mut writer).expect("every record has as many fields as the header");
    writer.into_inner().expect("writing to memory does not fail")
}
