//! Factors of devices, and what devices may do (behaviour map 9).

mod access_tokens;
mod answer;
mod devices;
mod enrol;
mod forms;
mod notify;
