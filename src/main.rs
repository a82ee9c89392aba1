//! The `yingke` program; see [`yingke::cli`].

fn main() -> std::process::ExitCode {
    yingke::cli::run()
}
