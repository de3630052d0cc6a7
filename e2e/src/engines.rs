//! One test in three engines.

/// Makes of each named `async fn(Engine) -> anyhow::Result<()>` one test in each of the modules `chromium`, `firefox`
/// and `webkit`, so that a run can be narrowed to an engine by its name.
#[macro_export]
macro_rules! in_all_engines {
    ($($test:ident),* $(,)?) => {
        $crate::in_all_engines!(@ chromium Chromium $($test)*);
        $crate::in_all_engines!(@ firefox Firefox $($test)*);
        $crate::in_all_engines!(@ webkit Webkit $($test)*);
    };
    (@ $module:ident $engine:ident $($test:ident)*) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() -> anyhow::Result<()> {
                    super::$test($crate::driver::Engine::$engine).await
                }
            )*
        }
    };
}
