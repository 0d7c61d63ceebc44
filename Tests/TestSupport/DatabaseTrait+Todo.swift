#if canImport(Testing)
    public import Testing
    internal import TodoStore

    extension Trait where Self == DatabaseTrait {
        /// A database with the schema of the product for each test.
        public static var todoDatabase: Self { .database(Migrations.all) }
    }
#endif
