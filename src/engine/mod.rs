//! The doer: tasks, waiting, order, repair.
