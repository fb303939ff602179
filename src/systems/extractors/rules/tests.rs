//! Claims about the rules, on sentences written for them.
