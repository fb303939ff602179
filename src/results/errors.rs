//! Single errors of a run: one, many in memory or in a file, and the files that hold them.

mod columns;
mod record;
mod stored;

pub use columns::ErrorsFile;
pub use record::{ErrorRecord, parse_errors, write_errors};
pub(super) use record::{error_header, errors_reader, line_of};
pub use stored::{ErrorsFileWriter, HELD, StoredErrors};
