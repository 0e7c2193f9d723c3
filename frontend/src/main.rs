//! Entry of the app's Wasm; all else is in the library, so that host tests reach it.

fn main() {
    castellan_app::start();
}
