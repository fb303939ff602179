//! The words that the harness and a system in another program exchange: JSON objects, one a line.
//!
//! The child greets, the harness sends requests, the child answers each in turn, and ends when its input does:
//!
//! ```text
//! child    {"protocol":1,"name":"words","version":"my-words 1.0","task":"words","offsets":"chars"}
//! harness  {"id":"news/0001","text":"زار محمد القاهرة"}
//! child    {"id":"news/0001","spans":[[0,3],[4,8],[9,16]],"nanos":812}
//! ```
//!
//! Nothing here reads or writes: lines come in and go out as text. The whole of it is described for adapters in `docs/src/systems.md`.

mod greeting;
mod line;
mod reply;
mod request;

pub use greeting::{Greeted, Greeting, PROTOCOL, greeting};
pub use line::{LONGEST_LINE, quoted};
pub use reply::{Reply, reply};
pub use request::Request;
