/// What a token bucket answers.
struct BucketAnswer: Equatable {
    let isAllowed: Bool
    /// Whole tokens left.
    let remaining: Int
    /// Seconds until the bucket is full, or until there is a token where there is none, rounded up.
    let seconds: Int
}
