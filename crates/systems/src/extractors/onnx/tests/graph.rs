//! A writer of small ONNX files: just enough of the protobuf messages for networks that look numbers up in a table.

/// A message of protobuf: fields by their numbers.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value > 127 {
            self.0.push(value as u8 | 128);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn number(mut self, field: u64, value: u64) -> Message {
        self.varint(field << 3);
        self.varint(value);
        self
    }

    fn bytes(mut self, field: u64, value: &[u8]) -> Message {
        self.varint(field << 3 | 2);
        self.varint(value.len() as u64);
        self.0.extend(value);
        self
    }
}

const FLOAT: u64 = 1;
const INT64: u64 = 7;
/// The type of an attribute that is one number.
const ATTRIBUTE_INT: u64 = 2;

fn tensor(name: &str, dims: &[usize], kind: u64, raw: Vec<u8>) -> Vec<u8> {
    let tensor = dims.iter().fold(Message::default(), |tensor, &dim| tensor.number(1, dim as u64));
    tensor.number(2, kind).bytes(8, name.as_bytes()).bytes(9, &raw).0
}

/// A table of numbers; its rows must be of one length.
fn table(name: &str, rows: &[Vec<f32>]) -> Vec<u8> {
    let raw = rows.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
    tensor(name, &[rows.len(), rows[0].len()], FLOAT, raw)
}

fn node(op: &str, inputs: &[&str], output: &str, attributes: &[(&str, u64)]) -> Vec<u8> {
    let node = inputs.iter().fold(Message::default(), |node, input| node.bytes(1, input.as_bytes()));
    let node = node.bytes(2, output.as_bytes()).bytes(3, output.as_bytes()).bytes(4, op.as_bytes());
    let attribute = |(name, value): &(&str, u64)| Message::default().bytes(1, name.as_bytes()).number(3, *value).number(20, ATTRIBUTE_INT).0;
    attributes.iter().fold(node, |node, given| node.bytes(5, &attribute(given))).0
}

/// A named value; a dimension is a number, or a name for any number.
fn value(name: &str, kind: u64, dims: &[&str]) -> Vec<u8> {
    let dim = |dim: &&str| match dim.parse() {
        Ok(size) => Message::default().number(1, size).0,
        Err(_) => Message::default().bytes(2, dim.as_bytes()).0,
    };
    let shape = dims.iter().fold(Message::default(), |shape, given| shape.bytes(1, &dim(given)));
    let tensor = Message::default().number(1, kind).bytes(2, &shape.0);
    Message::default().bytes(1, name.as_bytes()).bytes(2, &Message::default().bytes(1, &tensor.0).0).0
}

/// A network whose logits are a function of the pieces.
pub struct Graph {
    /// For every piece of the vocabulary one number a label.
    pub table: Vec<Vec<f32>>,
    /// The same for every type of piece; empty for a network without types.
    pub types: Vec<Vec<f32>>,
    /// Whether the mean of the table's rows over all pieces that the mask lets through is added.
    pub mean: bool,
    /// Whether the mean is all of the answer, as in networks that label whole texts.
    pub pooled: bool,
    /// The names of the inputs.
    pub inputs: Vec<&'static str>,
    /// The name of the output.
    pub output: &'static str,
    /// The sizes of the inputs.
    pub dims: [&'static str; 2],
    /// The last size of the output, as the file declares it.
    pub declared: String,
}

impl Graph {
    /// The plain network of a table.
    pub fn of(table: Vec<Vec<f32>>) -> Graph {
        let declared = table[0].len().to_string();
        let inputs = vec!["input_ids", "attention_mask"];
        Graph { table, types: Vec::new(), mean: false, pooled: false, inputs, output: "logits", dims: ["batch", "tokens"], declared }
    }

    /// The bytes of the `.onnx` file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut nodes = vec![node("Gather", &["table", self.inputs[0]], "looked_up", &[("axis", 0)])];
        let mut constants = vec![table("table", &self.table)];
        let mut last = "looked_up";
        if self.mean {
            constants.push(tensor("one", &[1], INT64, 1i64.to_le_bytes().into()));
            constants.push(tensor("two", &[1], INT64, 2i64.to_le_bytes().into()));
            nodes.push(node("Cast", &["attention_mask"], "weights", &[("to", FLOAT)]));
            nodes.push(node("Unsqueeze", &["weights", "two"], "column", &[]));
            nodes.push(node("Mul", &["looked_up", "column"], "masked", &[]));
            nodes.push(node("ReduceSum", &["masked", "one"], "sum", &[("keepdims", 1)]));
            nodes.push(node("ReduceSum", &["column", "one"], "count", &[("keepdims", 1)]));
            nodes.push(node("Div", &["sum", "count"], "mean", &[]));
            nodes.push(node("Add", &[last, "mean"], "with_mean", &[]));
            last = if self.pooled { "mean" } else { "with_mean" };
        }
        if !self.types.is_empty() {
            constants.push(table("types", &self.types));
            nodes.push(node("Gather", &["types", "token_type_ids"], "typed", &[("axis", 0)]));
            nodes.push(node("Add", &[last, "typed"], "with_types", &[]));
            last = "with_types";
        }
        nodes.push(node("Identity", &[last], self.output, &[]));
        let graph = nodes.iter().fold(Message::default(), |graph, node| graph.bytes(1, node)).bytes(2, b"small");
        let graph = constants.iter().fold(graph, |graph, constant| graph.bytes(5, constant));
        let graph = self.inputs.iter().fold(graph, |graph, input| graph.bytes(11, &value(input, INT64, &self.dims)));
        let graph = graph.bytes(12, &value(self.output, FLOAT, &["batch", "tokens", &self.declared]));
        let opset = Message::default().number(2, 17);
        Message::default().number(1, 8).bytes(8, &opset.0).bytes(7, &graph.0).0
    }
}
