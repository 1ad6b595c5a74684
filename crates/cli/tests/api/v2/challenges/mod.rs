mod answer;
mod create;
mod guessing;
mod kept;
mod races;
