// The files follow.
