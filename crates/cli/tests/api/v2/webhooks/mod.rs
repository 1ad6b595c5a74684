mod attacks;
mod resource;
mod told;
mod tried;
mod trouble;
mod verifications;
mod waiting;
