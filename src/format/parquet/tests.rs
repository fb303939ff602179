//! What other writers make, and what they break.
