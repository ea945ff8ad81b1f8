"""Link customers (Sammenkæd kunder): judge the suggestions, plan what is to be done, write it, take it back."""
