#if canImport(Testing)
    public import Testing

    extension Trait where Self == TimeLimitTrait {
        /// Ends a test that would hang for ever; no test takes so long on any machine.
        public static var noHanging: Self { .timeLimit(.minutes(15)) }
    }
#endif
