package compare

import "errors"

// errLocked says that someone else holds a lock.
var errLocked = errors.New("locked")
