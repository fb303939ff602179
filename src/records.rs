//! CSV in memory: what every result file is before it is written.

/// A writer whose records stay in memory.
pub type Writer = csv::Writer<Vec<u8>>;

/// The bytes of a CSV with this header and the records that `fill` writes.
pub fn bytes<'a>(header: impl IntoIterator<Item = &'a str>, fill: impl FnOnce(&mut Writer) -> csv::Result<()>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).expect("writing to memory does not fail");
    append(writer, fill)
}

/// The bytes of a CSV, which end with a line end, and the records that `fill` writes behind them.
pub fn extended(old: Vec<u8>, fill: impl FnOnce(&mut Writer) -> csv::Result<()>) -> Vec<u8> {
    append(csv::Writer::from_writer(old), fill)
}

fn append(mut writer: Writer, fill: impl FnOnce(&mut Writer) -> csv::Result<()>) -> Vec<u8> {
    fill(&mut writer).expect("every record has as many fields as the header");
    writer.into_inner().expect("writing to memory does not fail")
}
