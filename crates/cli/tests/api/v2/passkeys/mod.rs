mod attacks;
mod create;
mod kept;
mod login;
mod races;
mod refused;
