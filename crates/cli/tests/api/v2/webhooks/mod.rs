mod attacks;
mod resource;
mod told;
mod trouble;
